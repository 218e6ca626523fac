/** The part that owns the memory, with that memory. */
import exponential from '../../../dist/kernel/exponential.wasm2js.js';
import { JsMemory } from './memory.ts';

export default function part(): Readonly<Record<string, unknown>> {
  const memory = new JsMemory();
  return { ...exponential({ env: { memory } }), memory };
}
