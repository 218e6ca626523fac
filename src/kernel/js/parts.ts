/** The whole JavaScript kernel, by the names of its parts: for who wants it at once, or does not know which layouts will be used. */
import drift from '../../../dist/kernel/drift.wasm2js.js';
import explicit from '../../../dist/kernel/explicit.wasm2js.js';
import hdr from '../../../dist/kernel/hdr.wasm2js.js';
import summary from '../../../dist/kernel/summary.wasm2js.js';
import exponential from './exponential.ts';
import { inEitherMemory } from './in-wasm-memory.ts';

export const parts = {
  exponential,
  drift: inEitherMemory(drift),
  explicit: inEitherMemory(explicit),
  hdr: inEitherMemory(hdr),
  summary: inEitherMemory(summary),
};
