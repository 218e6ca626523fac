// The parts of the kernel as JavaScript: what wasm2js, in Binaryen's library, makes of their scalar builds.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The views on memory that the code may use, by their names there. */
const VIEWS = {
  HEAP8: 'Int8Array',
  HEAP16: 'Int16Array',
  HEAP32: 'Int32Array',
  HEAPU8: 'Uint8Array',
  HEAPU16: 'Uint16Array',
  HEAPU32: 'Uint32Array',
  HEAPF32: 'Float32Array',
  HEAPF64: 'Float64Array',
};

/**
 * Writes <part>.wasm2js.js beside <part>.scalar.wasm: a module whose default export makes the part's functions.
 *
 * @param {string} binaryen its folder
 * @param {string} folder
 * @param {readonly string[]} parts
 */
export async function writeJavaScript(binaryen, folder, parts) {
  const { default: library } = await import(pathToFileURL(join(binaryen, 'index.js')).href);
  library.setOptimizeLevel(3);
  library.setShrinkLevel(0);
  const { MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt } = library.Features;
  for (const part of parts) {
    const module = library.readBinary(readFileSync(join(folder, `${part}.scalar.wasm`)));
    module.setFeatures(MutableGlobals | SignExt | NontrappingFPToInt | BulkMemory | BulkMemoryOpt);
    // What there is no JavaScript for. Copies and fills become methods of typed arrays, which are faster than loops.
    module.runPasses(['signext-lowering', 'llvm-nontrapping-fptoint-lowering']);
    module.optimize();
    writeFileSync(join(folder, `${part}.wasm2js.js`), inSharedMemory(module.emitAsmjs()));
    module.dispose();
  }
}

/**
 * wasm2js writes a module that makes its functions when it is imported, in a memory that grows by itself. Here it is a function, and
 * the memory is handed in, since several parts have views on it: it says whenever these are to be renewed.
 */
function inSharedMemory(text) {
  const views = Object.entries(VIEWS).filter(([name]) => new RegExp(`\\b${name}\\[`).test(text));
  const code = [
    [/^import .*\n/gm, ''],
    [/\n(?:var memasmFunc|var retasmFunc)\b[\s\S]*$/, '\n'],
    [/^ var env = imports\.env;\n var memory = env\.memory;\n/m, ''],
    [/^ memory\.grow = __wasm_memory_grow;\n/m, ''],
    [/^ var buffer = .*;\n(?: var HEAP\w+ = new \w+\(buffer\);\n)+/m, memoryOf(views)],
    [/^ function __wasm_memory_grow\([\s\S]*?^ }\n/m, GROW],
    [/^ bufferView = HEAPU8;\n/m, ''],
    [/,? *\n *"memory": Object\.create\([\s\S]*?^ {2}}\)/m, ''],
  ].reduce((edited, [from, to]) => edited.replace(from, () => to), text);
  const unknown = /asmFunc\(\{|newBuffer|Object\.create|^import /m.exec(code);
  if (unknown) throw new Error(`wasm2js writes this in another way than is known here: ${unknown[0]}`);
  return `export default function part(imports) {\n${code}\nreturn asmFunc(imports);\n}\n`;
}

const GROW = ' function __wasm_memory_grow(pages) {\n  return memory.grow(pages);\n }\n';

function memoryOf(views) {
  return [
    ' var memory = imports.env.memory;',
    ` var buffer, ${views.map(([name]) => name).join(', ')};`,
    ' memory.follow(function (next) {',
    '  buffer = next;',
    ...views.map(([name, type]) => `  ${name} = new ${type}(buffer);`),
    '  bufferView = new Uint8Array(buffer);',
    ' });\n',
  ].join('\n');
}
