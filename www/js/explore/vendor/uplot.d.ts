// The library comes with its types; the tests' npm has them.
export { default } from 'uplot';
