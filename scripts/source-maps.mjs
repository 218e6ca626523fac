/** Source maps of the modules for production: every source in them, and no kernel or page that is a text in a module. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CODE = /(?<!\.wasm2js)\.([cm]?js|tsx?)$/;

/** @param directory where the modules were written */
export function leaveOutTexts(directory) {
  for (const name of readdirSync(directory, { recursive: true })) {
    if (!name.endsWith('.js.map')) continue;
    const path = join(directory, name);
    const map = JSON.parse(readFileSync(path, 'utf8'));
    map.sourcesContent = map.sourcesContent.map((text, i) => (CODE.test(map.sources[i]) ? text : ''));
    writeFileSync(path, JSON.stringify(map));
  }
}
