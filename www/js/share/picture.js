// A result as a picture, of the size that apps show beside a link. It leaves the page, so it has
// one look, whatever the page has.

import { directionOf } from '../direction.js';
import { SHAPES } from '../marks.js';
import { HEIGHT, MARGIN, WIDTH, layOut } from './layout.js';

/** @import { PlatformVerdict } from '../types.js' */
/** @import { Mark, Role, Word } from './layout.js' */
/** @import { Summary } from './summary.js' */

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

const PAPER = '#fbfbf9';
const EDGE = '#d5d9dd';
const ACCENT = '#0b5470';
/** The same as red, green and blue. */
const ACCENT_PARTS = [11, 84, 112];
const BAND = 12;

/** @type {Record<Role, { weight: number, colour: string }>} */
const STYLES = {
  headline: { weight: 600, colour: '#1a2026' },
  line: { weight: 400, colour: '#1a2026' },
  name: { weight: 600, colour: ACCENT },
  small: { weight: 400, colour: '#525c66' },
};

/** @type {Record<PlatformVerdict, string>} */
const COLOURS = {
  unreachable: '#a8231d',
  partly: '#835000',
  slow: '#835000',
  browser_blocked: '#5a4699',
  inconclusive: '#525c66',
  reachable: '#17693a',
};

/**
 * @param {Summary} summary
 * @param {string} language
 * @param {string} unverified
 * @param {string} place
 */
export function drawPicture(summary, language, unverified, place) {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  // Only a browser that is out of memory has none; an empty canvas is not taken for faithful.
  if (!context) return canvas;

  context.direction = directionOf(language);
  /** @param {number} size @param {Role} role */
  const font = (size, role) => `${STYLES[role].weight} ${size}px ${FONT}`;
  const { words, marks, rule } = layOut(summary, unverified, place, language, (text, size, role) => {
    context.font = font(size, role);
    return context.measureText(text).width;
  });

  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = ACCENT;
  context.fillRect(0, 0, WIDTH, BAND);
  context.fillStyle = EDGE;
  context.fillRect(MARGIN, rule, WIDTH - 2 * MARGIN, 1);
  for (const word of words) {
    context.font = font(word.size, word.role);
    context.fillStyle = STYLES[word.role].colour;
    context.textAlign = word.end ? 'end' : 'start';
    context.fillText(word.text, fromStart(word.x, language), word.y);
  }
  for (const mark of marks) drawMark(context, mark, language);
  return canvas;
}

/**
 * Whether the browser gives out what was drawn. Against fingerprinting some give noise or white
 * instead; small noise in a few points does no harm.
 * @param {HTMLCanvasElement} canvas
 */
export function isFaithful(canvas) {
  try {
    const read = canvas.getContext('2d')?.getImageData(WIDTH / 2, BAND / 2, 1, 1).data;
    return !!read && ACCENT_PARTS.every((part, i) => Math.abs(part - (read[i] ?? 0)) <= 8);
  } catch {
    return false;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {string} language
 */
function drawMark(context, { verdict, x, y, size }, language) {
  const shape = new Path2D(SHAPES[verdict]);
  context.save();
  context.translate(fromStart(x, language) - (directionOf(language) === 'rtl' ? size : 0), y);
  context.scale(size / 16, size / 16);
  context.strokeStyle = COLOURS[verdict];
  context.fillStyle = COLOURS[verdict];
  context.lineWidth = 2;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (verdict === 'partly') context.fill(shape, 'evenodd');
  context.stroke(shape);
  context.restore();
}

/**
 * @param {number} x From the side at which the language begins.
 * @param {string} language
 */
function fromStart(x, language) {
  return directionOf(language) === 'rtl' ? WIDTH - x : x;
}
