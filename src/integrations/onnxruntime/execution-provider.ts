/**
 * Which execution provider a session of onnxruntime runs on. The runtime does not say: onnxruntime-web leaves out of the list
 * what it cannot begin, with a warning on the console, and onnxruntime-node fails. What is left out can be told by what each
 * provider needs, and by what it leaves behind once it has begun.
 */
import { hasWebGpu, hasWebNn } from '../../runtime/index.ts';
import { UNKNOWN } from '../local/telemetry.ts';

/** As much of `ort.env` as is looked at. */
export interface OnnxEnvironment {
  readonly versions?: { readonly node?: unknown };
  readonly webgpu?: object;
}

export interface Placement {
  /** The first of the list; the runtime's own where there is none. */
  readonly requested: string;
  readonly device: string;
  /** Why it is another: `none` where it is not. */
  readonly fallback: string;
}

/** @param requested names of execution providers, in their order */
export function placementOf(environment: OnnxEnvironment, requested: readonly string[]): Placement {
  const isNode = typeof environment.versions?.node === 'string';
  const [first = isNode ? 'cpu' : 'wasm', ...others] = requested;
  // Where nothing else was allowed there is no session but on it; in Node nothing is ever left out.
  const missing = isNode || others.length === 0 ? undefined : missingFor(first, environment);
  if (missing === undefined) return { requested: first, device: first, fallback: 'none' };
  const device = others.find((name) => missingFor(name, environment) === undefined) ?? UNKNOWN;
  return { requested: first, device, fallback: missing };
}

/** What the platform lacks for the provider to have begun; undefined where it lacks nothing. */
function missingFor(provider: string, environment: OnnxEnvironment): string | undefined {
  if (provider === 'webgpu') {
    if (!hasWebGpu()) return 'webgpu_unsupported';
    return ownValue(environment.webgpu, 'device') === undefined ? 'webgpu_no_device' : undefined;
  }
  return provider === 'webnn' && !hasWebNn() ? 'webnn_unsupported' : undefined;
}

/** Without running a getter: of some versions it makes a device. */
function ownValue(holder: object | undefined, key: string): unknown {
  return holder && Object.getOwnPropertyDescriptor(holder, key)?.value;
}
