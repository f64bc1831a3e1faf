// Why the check does not appear, for browsers in which the modules never run. So this is a classic
// script in the language of old browsers. The words are in the pages.

addEventListener('load', function () {
  var modern =
    'noModule' in document.createElement('script') &&
    'customElements' in window &&
    'AbortController' in window &&
    'PerformanceResourceTiming' in window &&
    'ListFormat' in Intl &&
    'DisplayNames' in Intl &&
    'replaceChildren' in document.documentElement;
  // The embedded page says that it runs; the element it loads later.
  var ready = document.documentElement.getAttribute('data-ready') !== null;
  if (modern && (ready || customElements.get('get-through'))) return;
  var why = location.protocol === 'file:' ? 'file' : modern ? 'missing' : 'old';
  var texts = document.querySelectorAll('[data-why]');
  for (var i = 0; i < texts.length; i += 1) {
    var text = texts[i];
    if (text instanceof HTMLElement) text.hidden = text.getAttribute('data-why') !== why;
  }
});
