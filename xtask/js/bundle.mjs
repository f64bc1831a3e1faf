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

const jobs = { minify, split };

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
 * Bundles modules into one folder, what several of them need into parts. `addresses.js` stays
 * outside, beside them: it has their hashes.
 */
async function split({ root, entries, out }) {
  const outside = (/** @type {import('esbuild').PluginBuild} */ { onResolve }) =>
    onResolve({ filter: ADDRESSES }, () => ({ path: './addresses.js', external: true }));
  const { metafile } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([name, made]) => ({ in: name, out: made })),
    outdir: out,
    format: 'esm',
    splitting: true,
    chunkNames: 'part-[hash]',
    metafile: true,
    plugins: [{ name: 'addresses', setup: outside }],
  });
  return Object.entries(metafile.outputs).map(([file, { entryPoint, imports }]) => ({
    file: baseName(file),
    entry: entryPoint ?? null,
    imports: imports.filter((one) => one.kind === 'import-statement').map(({ path }) => baseName(path)),
  }));
}

/** @param {string} path */
function baseName(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}

const { job, ...options } = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(await jobs[job](options)));
