/**
 * What declarations need beyond themselves, so that they are checked in any program, whatever its `lib` and `types` are:
 * with the DOM's types or without, beside those of Node or of workers.
 */
import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Types of the web platform, each what the program has under this name; where it has none, at least these members. They
 * are imported, not declared for all: a program's own `Request` may have type parameters, as that of workers does.
 */
const WEB_TYPES = {
  AbortSignal: '{ readonly aborted: boolean }',
  Headers: '{ get(name: string): string | null }',
  Request: '{ readonly url: string; readonly method: string }',
  Response: '{ readonly status: number }',
  URL: '{ readonly href: string }',
};

/** Types with parameters, which cannot be inferred from a value; all libraries have the same ones, so that these merge. */
const MERGED_TYPES = `declare global {
  interface ReadableStream<R = any> {}
  interface WritableStream<W = any> {}
  namespace WebAssembly {
    interface Module {}
  }
}`;

const FILE = 'web-types';

/**
 * @param directory where the compiler wrote declarations
 * @param entries those that programs import; what these lead to stays, and nothing else
 */
export function completeDeclarations(directory, entries) {
  removeUnread(directory, reachableFrom(entries));
  for (const name of readdirSync(directory, { recursive: true })) {
    const path = join(directory, name);
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      disposal(text) + webTypes(text, relative(dirname(path), join(directory, FILE))) + text,
    );
  }
  writeFileSync(join(directory, `${FILE}.d.ts`), declarationsOfWebTypes());
}

function reachableFrom(entries) {
  const reached = new Set(entries);
  for (const path of reached) {
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(
      /\b(?:from |import\()['"](\.[^'"]*)\.ts['"]/g,
    )) {
      reached.add(join(dirname(path), `${specifier}.d.ts`));
    }
  }
  return reached;
}

/** What is below a directory comes before it, so that one which has become empty goes too. */
function removeUnread(directory, read) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) {
      if (!read.has(path)) rmSync(path);
      continue;
    }
    removeUnread(path, read);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}

/** Not every `lib` has Symbol.dispose: what names it refers to the part that has. */
function disposal(text) {
  return /\[Symbol\.(dispose|asyncDispose)\]/.test(text) ? '/// <reference lib="esnext.disposable" />\n' : '';
}

function webTypes(text, file) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
  const isOwn = (name) => new RegExp(`\\b(interface|class|type) ${name}\\b|\\bas ${name}\\b`).test(code);
  const used = Object.keys(WEB_TYPES).filter(
    (name) => new RegExp(`(?<![.\\w'"])${name}\\b(?!['"?:])`).test(code) && !isOwn(name),
  );
  const from = file.startsWith('.') ? file : `./${file}`;
  const isMerged = /\b(ReadableStream|WritableStream|WebAssembly\.Module)\b/.test(code);
  if (used.length === 0) return isMerged ? `import type {} from '${from}.ts';\n` : '';
  return `import type { ${used.join(', ')} } from '${from}.ts';\n`;
}

function declarationsOfWebTypes() {
  const types = Object.entries(WEB_TYPES).map(
    ([name, least]) =>
      `export type ${name} = typeof globalThis extends { ${name}: { prototype: infer T } } ? T : ${least};`,
  );
  return `${types.join('\n')}\n${MERGED_TYPES}\n`;
}
