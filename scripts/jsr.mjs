#!/usr/bin/env node
// Makes the package for jsr.io out of dist/: `node scripts/jsr.mjs <folder>`, then `npx jsr publish` there. It has what package.json
// says to npm, and declarations as Deno reads them: named by each module, and importing one another by their own names.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root } from './programs.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where to: node scripts/jsr.mjs <folder>');

const { name, version, license, exports, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const modules = Object.entries(exports).filter(([, target]) => target.types !== undefined);

for (const path of reachedFrom(modules.flatMap(([, target]) => [target.default, target.types]))) {
  const text = readFileSync(join(root, path), 'utf8');
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, path.endsWith('.d.ts') ? declarationsForDeno(text) : text);
}
for (const [, { types, default: module }] of modules) {
  const path = posix.relative(posix.dirname(module), types).replace(/^(?!\.)/, './');
  const target = join(folder, module);
  writeFileSync(target, `/* @ts-self-types="${path}" */\n${readFileSync(target, 'utf8')}`);
}
for (const page of ['README.md', 'CHANGELOG.md', 'LICENSE', 'THIRD-PARTY-NOTICES.md']) {
  cpSync(join(root, page), join(folder, page));
}
const manifest = {
  name: `@${name}/${name}`,
  version,
  license,
  exports: Object.fromEntries(modules.map(([entry, target]) => [entry, target.default])),
  // Peers are imported when they are asked for, and installed with the others: nothing is optional there.
  imports: Object.fromEntries(
    Object.entries(peerDependencies).map(([peer, range]) => [peer, `npm:${peer}@${oneComparison(range)}`]),
  ),
};
writeFileSync(join(folder, 'jsr.json'), `${JSON.stringify(manifest, null, 2)}\n`);

/** Modules and declarations that these lead to. */
function reachedFrom(paths) {
  const reached = new Set(paths.map((path) => posix.normalize(path)));
  for (const path of reached) {
    const imports = readFileSync(join(root, path), 'utf8').matchAll(
      /\b(?:from |import |import\()(['"])(\.[^'"]*)\1/g,
    );
    for (const [, , specifier] of imports) {
      reached.add(posix.join(posix.dirname(path), specifier.replace(/(?<!\.d)\.ts$/, '.d.ts')));
    }
  }
  return reached;
}

/** What is for programs of other libraries than Deno's is refused there, since it changes what is global. */
function declarationsForDeno(text) {
  return text
    .replace(/^\/\/\/ <reference lib="[^"]*" \/>\n/gm, '')
    .replace(/^declare global \{\n[\s\S]*?^\}\n/gm, '')
    .replace(/((?:from |import\()(['"])\.[^'"]*?)(?<!\.d)\.ts\2/g, '$1.d.ts$2');
}

/** It knows no lists of comparisons. */
function oneComparison(range) {
  return range.replace(/^>=(\S+) <\d+$/, '^$1');
}
