// Elements from data. Text is always a text node: nothing from a file is ever read as HTML.

/** @typedef {string | Node | false | null | undefined} Child */

/**
 * An element. An attribute that is `true` is set empty; one that is `false`, `null` or
 * `undefined` is left out; a function listens to the event of that name.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(isShown));
  return element;
}

/**
 * A drawing of one path, beside a word that says the same: hidden from assistive technology.
 * @param {string} className
 * @param {number} size Side of the box in which the path is drawn.
 * @param {string} path
 */
export function drawing(className, size, path) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(space, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

/**
 * @param {Child} child
 * @returns {child is string | Node}
 */
function isShown(child) {
  return child != null && child !== false && child !== '';
}
