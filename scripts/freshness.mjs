// Whether what was built is newer than what it was built of: asked by the build itself, and by whoever needs a build.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether every product is there and newer than all sources.
 *
 * @param {readonly string[]} products files
 * @param {readonly string[]} sources files and folders; those that are not there count for nothing
 */
export function isFresh(products, sources) {
  const newestMs = Math.max(0, ...sources.flatMap(filesUnder).map(modifiedMs));
  return products.every((path) => modifiedMs(path) > newestMs);
}

/** Itself for a file. */
export function filesUnder(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { recursive: true }).map((name) => join(path, name));
}

/** 0 for what is not there. */
function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
