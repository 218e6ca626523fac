// Stack traces in terms of the sources, whichever runtime wrote them.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './files.mjs';

/**
 * Rewrites every `<bundle>:line:column` in a text, be it a path or a URL, to the position in the source; other
 * files of the project are named from its root.
 */
export function positionsInSources(bundle) {
  const name = basename(bundle).replaceAll('.', '\\.');
  const position = new RegExp(`[^\\s(]*${name}:(\\d+):(\\d+)`, 'g');
  let map;
  const inSource = (found, line, column) => {
    map ??= new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
    const entry = map.findEntry(line - 1, column - 1);
    if (!entry.originalSource) return found;
    const source = relative(root, resolve(dirname(bundle), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  return (text) =>
    text
      .replace(position, inSource)
      .replaceAll(`${pathToFileURL(root)}/`, '')
      .replaceAll(`${root}/`, '');
}
