/**
 * Further parts as JavaScript in the memory of a kernel that is Wasm: workerd compiles what stands at module level, and nothing
 * in a request.
 */
import type { KernelMemory } from '../abi.ts';
import type { Imports, JsPart, NamedValues } from '../part.ts';

type KernelFunction = (...args: number[]) => number;

interface PartImports extends Imports {
  readonly env: { readonly memory: KernelMemory };
  readonly kernel: { readonly allocate: KernelFunction; readonly release: KernelFunction };
}

/** The part, in a memory of either kind. */
export function inEitherMemory(part: JsPart): JsPart {
  return (imports) => {
    const { env, kernel } = imports as PartImports;
    return env.memory.follow ? part(imports) : inWasmMemory(part, env.memory, kernel);
  };
}

function inWasmMemory(part: JsPart, wasm: KernelMemory, kernel: PartImports['kernel']): NamedValues {
  const memory = new FollowedMemory(wasm);
  const allocate = (bytes: number) => {
    const at = kernel.allocate(bytes);
    memory.refresh();
    // Above 2 GiB, where JavaScript, whose addresses have a sign, finds nothing: there is no room.
    if (at >= 0) return at;
    kernel.release(at);
    return 0;
  };
  const made = part({ env: { memory }, kernel: { ...kernel, allocate } });
  return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, afterRefresh(memory, value)]));
}

/** Where the kernel has grown since, for another layout, its memory is another buffer. */
function afterRefresh(memory: FollowedMemory, value: unknown): unknown {
  if (typeof value !== 'function') return value;
  return (...args: number[]) => {
    memory.refresh();
    return value(...args);
  };
}

/** Wasm memory tells nobody that it grew: views on what it was have no length any more. */
class FollowedMemory implements KernelMemory {
  private readonly wasm: KernelMemory;
  private readonly followers: ((buffer: ArrayBuffer) => void)[] = [];
  private view: Uint8Array;

  constructor(wasm: KernelMemory) {
    this.wasm = wasm;
    this.view = new Uint8Array(wasm.buffer);
  }

  get buffer(): ArrayBuffer {
    return this.wasm.buffer;
  }

  follow(attach: (buffer: ArrayBuffer) => void): void {
    this.followers.push(attach);
    attach(this.buffer);
  }

  refresh(): void {
    if (this.view.length > 0) return;
    this.view = new Uint8Array(this.buffer);
    for (const attach of this.followers) attach(this.buffer);
  }
}
