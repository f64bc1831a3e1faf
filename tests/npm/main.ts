import { defined, type RunResult } from 'getthrough';

await defined;
const check: HTMLElementTagNameMap['get-through'] | null = document.querySelector('get-through');
check?.addEventListener('get-through-done', ({ detail }) => {
  const found: RunResult = detail;
  const ids: string[] = Object.keys(found.platforms);
  document.body.dataset.told = ids.join(' ');
});
