// The share sheet of the system. Only where fingers are used: elsewhere it offers less than copying.

/** Whether the system has one that is of use here. */
export function hasSheet() {
  return typeof navigator.share === 'function' && matchMedia('(pointer: coarse)').matches;
}

/**
 * Resolves with false where the page may not open it; a visitor who closes it has made use of it.
 * @param {string} text
 * @param {string | null} link
 * @param {File | null} picture
 */
export async function openSheet(text, link, picture) {
  // Some apps drop the address beside a file, so it stands in the text then.
  const whole = { text: link === null ? text : `${text}\n${link}`, files: picture ? [picture] : [] };
  const data = picture && canShare(whole) ? whole : { text, ...(link === null ? {} : { url: link }) };
  try {
    await navigator.share(data);
    return true;
  } catch (error) {
    return error instanceof Error && error.name === 'AbortError';
  }
}

/** @param {ShareData} data */
function canShare(data) {
  return typeof navigator.canShare === 'function' && navigator.canShare(data);
}
