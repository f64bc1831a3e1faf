// What esbuild does for `cargo xtask dist`. Reads one job as JSON from standard input, does it, and
// writes what came of it as JSON to standard output.

import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { build, transform } from 'esbuild';

/** What the page's own modules are written in: browsers from 2021 on. */
const TARGET = 'es2022';

const common = { bundle: true, minify: true, charset: 'utf8', target: TARGET, legalComments: 'none', logLevel: 'error' };

/** The module that each thing that is built has a form of its own of. */
const ADDRESSES = /\/addresses\.js$/;

/** And the one by which a module that stands alone comes to all others. */
const LATE = /\/(addresses|late)\.js$/;

const jobs = { minify, split, single, modules };

/** Minifies files in place, each by itself: scripts, modules, style sheets with what they import. */
async function minify({ root, files }) {
  for (const name of files) {
    const path = `${root}/${name}`;
    if (name.endsWith('.css')) {
      await build({ ...common, entryPoints: [path], outfile: path, allowOverwrite: true, external: ['data:*'] });
    } else {
      const options = { minify: true, charset: 'utf8', target: TARGET, legalComments: 'none' };
      await writeFile(path, (await transform(await readFile(path, 'utf8'), options)).code);
    }
  }
  return {};
}

/**
 * Bundles modules into one folder, what several of them need into parts; those that stand alone
 * have no parts. `addresses.js` stays outside, beside them: it has their hashes.
 */
async function split({ root, entries, alone, out }) {
  const all = Object.entries(entries).map(([name, made]) => ({ in: name, out: made }));
  const bundle = async (/** @type {typeof all} */ entryPoints, /** @type {RegExp} */ filter, splitting = false) => {
    const options = { absWorkingDir: root, entryPoints, outdir: out, format: 'esm', splitting, chunkNames: 'part-[hash]' };
    const { metafile } = await build({ ...common, ...options, metafile: true, plugins: [leave(filter)] });
    return Object.entries(metafile.outputs);
  };
  const stands = (/** @type {{ in: string }} */ one) => alone.includes(one.in);
  const made = await bundle(all.filter((one) => !stands(one)), ADDRESSES, true);
  for (const one of all.filter(stands)) made.push(...(await bundle([one], LATE)));
  return made.map(([file, { entryPoint, imports }]) => {
    const of = (/** @type {string} */ kind) => imports.filter((one) => one.kind === kind).map(({ path }) => baseName(path));
    return { file: baseName(file), entry: entryPoint ?? null, imports: of('import-statement'), later: of('dynamic-import') };
  });
}

/** Bundles a module with everything that it imports, now or later, into one text. */
async function single({ root, entry, addresses }) {
  const { outputFiles } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [entry],
    format: 'esm',
    write: false,
    nodePaths: [`${import.meta.dirname}/node_modules`],
    plugins: [hold(root, addresses)],
  });
  return outputFiles[0].text.trim();
}

/** Bundles a module into modules for another's build: readable, each later import by itself. */
async function modules({ root, entry, name, addresses }) {
  const { outputFiles } = await build({
    ...common,
    minify: false,
    absWorkingDir: root,
    entryPoints: [{ in: entry, out: name }],
    outdir: 'modules',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    loader: { '.css': 'text', '.json': 'text' },
    write: false,
    plugins: [hold(root, addresses)],
  });
  return Object.fromEntries(outputFiles.map(({ path, text: made }) => [baseName(path), made]));
}

/** Puts a module in the place of the addresses. @param {string} root @param {string} contents */
function hold(root, contents) {
  const setup = (/** @type {import('esbuild').PluginBuild} */ { onLoad }) =>
    onLoad({ filter: ADDRESSES }, () => ({ contents, resolveDir: `${root}/js` }));
  return { name: 'hold', setup };
}

/** Leaves imports of some modules as they are. @param {RegExp} filter */
function leave(filter) {
  const setup = (/** @type {import('esbuild').PluginBuild} */ { onResolve }) =>
    onResolve({ filter }, ({ kind, path }) =>
      kind === 'entry-point' ? null : { path: `./${baseName(path)}`, external: true },
    );
  return { name: 'leave', setup };
}

/** @param {string} path */
function baseName(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}

const { job, ...options } = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(await jobs[job](options)));
