// Why the check does not appear, for browsers in which the modules never run. So this is a classic
// script in the language of old browsers. The words are in index.html.

addEventListener('load', function () {
  var modern =
    'noModule' in document.createElement('script') &&
    'customElements' in window &&
    'AbortController' in window &&
    'PerformanceResourceTiming' in window &&
    'ListFormat' in Intl &&
    'DisplayNames' in Intl &&
    'replaceChildren' in document.documentElement;
  if (modern && customElements.get('get-through')) return;
  var why = location.protocol === 'file:' ? 'file' : modern ? 'missing' : 'old';
  var texts = document.querySelectorAll('get-through [data-why]');
  for (var i = 0; i < texts.length; i += 1) {
    var text = texts[i];
    if (text instanceof HTMLElement) text.hidden = text.getAttribute('data-why') !== why;
  }
});
