// The page in a single file, which people keep and hand on: it brings everything with it, and says
// how old it is, because nobody else can tell whether there is a newer one.

import './get-through.js';
import './page.js';
import { BUILT } from './addresses.js';
import { loadTexts } from './i18n.js';

/** From then on a platform may have moved, and what fails may be this copy. */
const OLD_DAYS = 30;
/** From then on its answers are not to be relied on. */
const TOO_OLD_DAYS = 90;
const DAY_MS = 86_400_000;

const place = document.querySelector('[data-part="age"]');
if (BUILT && place instanceof HTMLElement) {
  // A device whose clock is behind would make it younger than new.
  const days = Math.max(0, Math.floor((Date.now() - Date.parse(BUILT.date)) / DAY_MS));
  const age = days >= TOO_OLD_DAYS ? 'too_old' : days >= OLD_DAYS ? 'old' : days > 0 ? 'new' : 'today';
  const texts = await loadTexts(document.documentElement.lang);
  const date = new Intl.DateTimeFormat(texts.language, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(BUILT.date));
  place.textContent = texts.say(`carried.${age}`, { n: days, date });
  place.dataset.age = age;
  if (days >= OLD_DAYS) place.setAttribute('role', 'alert');
  place.hidden = false;
}
