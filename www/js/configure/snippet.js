// The code that goes into other people's pages, as text.

import { HEIGHT } from '../options.js';

/**
 * What was chosen.
 * @typedef {object} Choice
 * @property {string[]} platforms None: the usual ones.
 * @property {string} language Empty: the reader's own.
 * @property {string} theme
 * @property {number} height px
 */

/**
 * The address of the frame; what is as usual is left out.
 * @param {Choice} choice
 * @param {string} page The address of embed.html.
 */
export function frameAddress({ platforms, language, theme, height }, page) {
  /** @type {[string, string | false][]} */
  const all = [
    ['platforms', platforms.join(',')],
    ['lang', language],
    ['theme', theme !== 'auto' && theme],
    ['height', height !== HEIGHT && String(height)],
  ];
  // Ids, languages and numbers need no escaping, and a comma that is left alone can be read.
  const query = all.flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
  return page + (query.length > 0 ? `?${query.join('&')}` : '');
}

/**
 * @param {Choice} choice
 * @param {string} page
 * @param {string} title What a screen reader calls the frame.
 */
export function frameCode(choice, page, title) {
  return tag('iframe', {
    src: frameAddress(choice, page),
    title,
    width: '100%',
    height: choice.height,
    loading: 'lazy',
    style: 'border:0',
    allow: 'web-share; clipboard-write',
  });
}

/**
 * A script that gives each frame of this site the height that it tells.
 * @param {string} home The address of the site.
 */
export function resizerCode(home) {
  return `<script>
addEventListener('message', ({ source, data }) => {
  if (data?.sentinel !== 'amp' || data.type !== 'embed-size' || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll('iframe[src^="${home}"]')) {
    if (frame.contentWindow === source) frame.height = data.height;
  }
});
</script>`;
}

/**
 * @param {Choice} choice
 * @param {{ url: string, integrity?: string }[]} files The parts of the element, and last the
 *   element itself.
 */
export function elementCode({ platforms, language, theme }, files) {
  /** @returns {Record<string, string>} */
  const hash = (/** @type {string | undefined} */ integrity) => (integrity ? { integrity, crossorigin: '' } : {});
  const lines = files.map(({ url, integrity }, at) =>
    at < files.length - 1
      ? tag('link', { rel: 'modulepreload', href: url, ...hash(integrity) })
      : tag('script', { type: 'module', src: url, ...hash(integrity) }),
  );
  const element = tag('get-through', {
    ...(platforms.length > 0 && { platforms: platforms.join(',') }),
    ...(language && { lang: language }),
    ...(theme !== 'auto' && { theme }),
  });
  return [...lines, element].join('\n');
}

/**
 * An element without content, as HTML.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function tag(name, attributes) {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === '' ? ` ${key}` : ` ${key}="${escape(String(value))}"`,
  );
  return `<${name}${written.join('')}>${name === 'link' ? '' : `</${name}>`}`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
