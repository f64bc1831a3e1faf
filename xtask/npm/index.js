// Defines <get-through>. Where there is no page, as where one is rendered on a server, it does
// nothing, so that it can be imported anywhere.

export const defined =
  typeof customElements === 'undefined' ? Promise.resolve() : import('./element.js').then(() => {});
