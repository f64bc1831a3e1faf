// The catalogue, as the page reads it: names, hosts, and what is ticked at first. Whether it
// keeps its rules is the engine's to say.

import { Failure, describe, own } from './files.js';

/** @import { Catalogue, Control, Platform } from './types.js' */

/** @returns {Promise<Catalogue>} */
export async function loadCatalogue() {
  const response = await own('catalogue.json');
  let read;
  try {
    read = await response.json();
  } catch (error) {
    throw new Failure('catalogue_json', describe(error));
  }
  for (const part of ['categories', 'platforms', 'controls']) {
    if (!Array.isArray(read?.[part])) throw new Failure('catalogue_shape', `${part}: not a list`);
  }
  return read;
}

/**
 * The catalogue with the platforms' names as people write them in a language, where that differs.
 * @param {Catalogue} catalogue
 * @param {import('./i18n.js').Texts} texts
 * @returns {Catalogue}
 */
export function withNames(catalogue, texts) {
  const nameOf = (/** @type {Platform} */ { id, name }) => {
    const key = `name.${id}`;
    return texts.has(key) ? texts.say(key) : name;
  };
  return { ...catalogue, platforms: catalogue.platforms.map((each) => ({ ...each, name: nameOf(each) })) };
}

/**
 * Whether a platform is ticked when the page opens.
 * @param {Catalogue} catalogue
 * @param {Platform} platform
 */
export function startsTicked(catalogue, platform) {
  return platform.tier === 1 && !!catalogue.categories.find(({ id }) => id === platform.category)?.on;
}

/** @param {string} url */
export function hostOf(url) {
  return new URL(url).host;
}

/**
 * Names of platforms, in the order given.
 * @param {Catalogue} catalogue
 * @param {string[]} ids
 */
export function platformNames(catalogue, ids) {
  const names = new Map(catalogue.platforms.map(({ id, name }) => [id, name]));
  return ids.map((id) => names.get(id) ?? id);
}

/**
 * Hosts of controls, in the order given.
 * @param {Catalogue} catalogue
 * @param {string[]} ids
 * @param {string} own What to call the page's own server.
 */
export function controlNames(catalogue, ids, own) {
  const hosts = new Map(catalogue.controls.map(({ id, url }) => [id, hostOf(url)]));
  return ids.map((id) => (id === 'own' ? own : hosts.get(id) ?? id));
}

/** What one endpoint costs, bytes: a few connections with their certificates, small answers. */
const ENDPOINT_BYTES = 15_000;

/** Larger objects are loaded twice, and the controls' as often as these need a comparison. */
const OBJECT_LOADS = 2;

/**
 * About how much data a run takes, bytes.
 * @param {Platform[]} platforms
 * @param {Control[]} controls
 */
export function aboutBytes(platforms, controls) {
  const objects = [...platforms, ...controls].reduce((sum, { object }) => sum + (object?.bytes ?? 0), 0);
  const endpoints = platforms.reduce((sum, p) => sum + p.endpoints.length, controls.length);
  return endpoints * ENDPOINT_BYTES + objects * OBJECT_LOADS;
}
