// Programs of the machine's own.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of these that may be run from the PATH. @returns {string | undefined} */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
