/** The parts of the JavaScript kernel that are there, by their names: for places where Wasm cannot be compiled. */
import { requiredModule } from '../runtime/index.ts';
import type { JsPart } from './part.ts';

const parts: Record<string, JsPart> = {};

let isAsked = false;

export function provideParts(more: Readonly<Record<string, JsPart>>): void {
  Object.assign(parts, more);
}

/** Where the platform can load a module at once, all of them are there when the first one is asked for. */
export function jsPart(name: string): JsPart | undefined {
  if (!isAsked && !parts[name]) {
    isAsked = true;
    requiredModule<{ provideJsKernel(): void }>('inferometer/kernel-js')?.provideJsKernel();
  }
  return parts[name];
}
