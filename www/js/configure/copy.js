// The copy buttons: each copies the field that it names and says so.

const words = /** @type {HTMLTemplateElement} */ (document.querySelector('#words')).content;

/** @param {HTMLButtonElement} button */
export async function copy(button) {
  const field = /** @type {HTMLTextAreaElement} */ (document.querySelector(`#${button.dataset.field}`));
  const told = /** @type {HTMLElement} */ (button.parentElement?.querySelector('[role="status"]'));
  told.textContent = '';
  let name = 'copied';
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without a secure address, or where it is forbidden: by hand.
    field.focus();
    field.select();
    name = 'by-hand';
  }
  told.textContent = words.querySelector(`[data-name="${name}"]`)?.textContent ?? '';
}
