// What the page around a frame may say to it: ask for its height, and set its theme. Everything
// else, and everybody else, is ignored.

import { THEMES } from './options.js';

/** Both are in use for a page that was not yet listening when the height was told. */
const ASKS = ['init', 'frames-init'];

/** @param {{ onAsk: () => void, onTheme: (theme: string) => void }} listeners */
export function listenToParent({ onAsk, onTheme }) {
  addEventListener('message', ({ source, data }) => {
    if (source !== window.parent || source === window) return;
    const { type, theme } = Object(data);
    if (ASKS.includes(type)) onAsk();
    else if (type === 'theme' && THEMES.includes(theme)) onTheme(theme);
  });
}
