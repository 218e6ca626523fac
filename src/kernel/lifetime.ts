/** Kernel memory goes with the object that holds it: dispose() is the plan, the garbage collector the net. */
import type { Pointer } from './abi.ts';

type Free = (at: Pointer) => void;

/** Made on first use, one for each way to free: importing does nothing. */
const registries = new Map<Free, FinalizationRegistry<Pointer | Set<Pointer>>>();

/** Frees `at`, or all that the set has then, once `owner` is garbage, unless `disown` came first. */
export function own(owner: object, at: Pointer | Set<Pointer>, free: Free): void {
  if (typeof FinalizationRegistry === 'undefined') return;
  let registry = registries.get(free);
  if (!registry) {
    registry = new FinalizationRegistry((held) => {
      for (const one of typeof held === 'number' ? [held] : held) free(one);
    });
    registries.set(free, registry);
  }
  registry.register(owner, at, owner);
}

export function disown(owner: object, free: Free): void {
  registries.get(free)?.unregister(owner);
}
