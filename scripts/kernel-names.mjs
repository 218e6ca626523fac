/**
 * Short names for the exports of the kernel where it is embedded, in the modules for production (measured: 0.4 KB of
 * every bundle). The files of dist/kernel/ keep the names of assembly/README.md, and `loadKernel` translates them.
 */
import { readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';

/** What the standard, AssemblyScript's loader or the imports of other parts call so, and what is looked at first. */
const KEPT = ['memory', 'allocate', 'release', 'ABI_VERSION'];

const EXPORT_SECTION = 7;

/** By long name. @param paths Wasm files; the exports of the first ones have the shortest names */
export function shortKernelNames(paths) {
  const names = new Set(
    paths.flatMap((path) =>
      WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(path))).map(({ name }) => name),
    ),
  );
  for (const name of KEPT) names.delete(name);
  return Object.fromEntries([...names].map((name, i) => [name, letters(i)]));
}

/** A to Z, a to z, AA and so on. */
function letters(i) {
  const letter = String.fromCharCode((i % 52 < 26 ? 65 : 71) + (i % 52));
  return i < 52 ? letter : letters(Math.floor(i / 52) - 1) + letter;
}

/** The bytes of a Wasm file with its exports renamed. */
export function withExportNames(wasm, names) {
  const parts = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const section = numberAt(wasm, at + 1);
    const end = section.end + section.value;
    parts.push(
      wasm[at] === EXPORT_SECTION
        ? sized([EXPORT_SECTION], renamedExports(wasm.subarray(section.end, end), names))
        : wasm.subarray(at, end),
    );
    at = end;
  }
  return Buffer.concat(parts);
}

function renamedExports(section, names) {
  const count = numberAt(section, 0);
  const parts = [section.subarray(0, count.end)];
  for (let at = count.end; at < section.length; ) {
    const length = numberAt(section, at);
    const nameEnd = length.end + length.value;
    const name = section.toString('latin1', length.end, nameEnd);
    // A byte says what kind of thing it is, a number which one.
    const { end } = numberAt(section, nameEnd + 1);
    parts.push(sized([], Buffer.from(names[name] ?? name)), section.subarray(nameEnd, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** An unsigned LEB128 number, and where it ends. */
function numberAt(bytes, at) {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return { value, end: at };
  }
}

/** Bytes with their length, in LEB128, before them. */
function sized(head, bytes) {
  const length = [];
  let left = bytes.length;
  for (; left > 127; left >>= 7) length.push((left & 127) | 128);
  return Buffer.concat([Buffer.from([...head, ...length, left]), bytes]);
}

/**
 * The source of a module with the exports that it uses renamed: as properties, and as texts. Nothing else may be called
 * as one of them, or it would be taken for it.
 */
export function withKernelNames(code, names) {
  let [text, at] = ['', 0];
  for (const { start, end, isText, name } of usesOf(parseAst(code, { lang: 'ts' }), names)) {
    text += code.slice(at, start) + (isText ? `'${names[name]}'` : names[name]);
    at = end;
  }
  return text + code.slice(at);
}

/** The nodes that may name an export, by the type of the node that they are in. */
const USES = {
  MemberExpression: ({ property, computed }) => (computed ? [] : [property]),
  ObjectPattern: ({ properties }) => properties.flatMap(({ key }) => key ?? []),
  Literal: (literal) => [literal],
};

const DECLARATIONS = ['MethodDefinition', 'PropertyDefinition', 'ObjectExpression'];

/** Where exports are used, from the top of a module to its end. */
function usesOf(node, names, found = []) {
  if (typeof node !== 'object' || node === null) return found;
  for (const { type, start, end, name, value } of USES[node.type]?.(node) ?? []) {
    const isText = type === 'Literal';
    if (Object.hasOwn(names, isText ? value : name))
      found.push({ start, end, isText, name: isText ? value : name });
  }
  if (DECLARATIONS.includes(node.type)) {
    const clash = [node, ...(node.properties ?? [])].find(({ key }) => Object.hasOwn(names, key?.name));
    if (clash) throw new Error(`${clash.key.name} is an export of the kernel: call this differently`);
  }
  for (const child of Object.values(node)) usesOf(child, names, found);
  return found.sort((a, b) => a.start - b.start);
}
