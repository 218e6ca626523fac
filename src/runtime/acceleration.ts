/** What this platform has beside its processor. That it is there does not say that it works. */

interface Accelerated {
  readonly navigator?: { readonly gpu?: unknown; readonly ml?: unknown };
}

export function hasWebGpu(): boolean {
  return (globalThis as Accelerated).navigator?.gpu !== undefined;
}

export function hasWebNn(): boolean {
  return (globalThis as Accelerated).navigator?.ml !== undefined;
}
