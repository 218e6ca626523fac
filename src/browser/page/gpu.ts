/** The memory of a WebGPU device: what its buffers and textures take, now and at most. WebGPU itself does not tell. */
import { wrongKind } from '../../errors.ts';
import type { OwnMetrics } from '../../metrics/index.ts';
import type { MemoryProbe } from '../../ports.ts';
import { optionalLabel, requireFields } from '../../validate.ts';
import { type TextureShape, textureBytes } from './gpu-texture.ts';

/** As much of a GPUDevice as is needed here. */
export interface GpuDevice {
  createBuffer(descriptor: never): object;
  createTexture(descriptor: never): object;
  destroy(): unknown;
  readonly lost: Promise<{ readonly reason?: string | undefined }>;
}

export interface GpuOptions {
  /** A label, where there are several devices. `webgpu` if left out. */
  readonly device?: string;
}

/** What it takes. A probe of memory too: `trackInference({ modelId, memory: gpu }, ...)`. */
export interface GpuMemory extends MemoryProbe {
  readonly kind: 'device';
  /** What buffers and textures take now. */
  usedBytes(): number;
  /** The most they have taken at once. */
  peakBytes(): number;
  /** Looks at no more buffers and textures that are made; those that are there are followed to their end. */
  stop(): void;
}

const LIVE = {
  name: 'gpu_memory_bytes',
  help: 'Bytes of the buffers and textures of a WebGPU device that are not destroyed.',
  unit: 'bytes',
  labels: ['device', 'kind'],
} as const;
const PEAK = {
  name: 'gpu_memory_peak_bytes',
  help: 'Most bytes of buffers and textures of a WebGPU device at once.',
  unit: 'bytes',
  labels: ['device'],
} as const;
const ALLOCATIONS = {
  name: 'gpu_allocations_total',
  help: 'Buffers and textures that were made on a WebGPU device.',
  labels: ['device', 'kind'],
} as const;
const LOST = {
  name: 'gpu_devices_lost_total',
  help: 'WebGPU devices that were lost, by reason; destroyed is what the program has done itself.',
  labels: ['device', 'reason'],
} as const;

type Kind = 'buffer' | 'texture';

interface Gauge {
  set(value: number): void;
}

/**
 * Counts what buffers and textures of a device take, from now on. The device is the same object: its own properties
 * `createBuffer`, `createTexture` and `destroy` look on and call what was there, and so does `destroy` of each buffer and texture. One
 * that nobody holds any more counts until it is collected, as it takes memory until then.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_KIND, TELEMETRY_METRIC_CONFLICT
 * @example
 * const device = await adapter.requestDevice();
 * const gpu = watchGpu(telemetry, device);
 * await telemetry.trackInference({ modelId: 'glyphs', memory: gpu }, () => session.run(feeds));
 */
export function watchGpu(metrics: OwnMetrics, device: GpuDevice, options: GpuOptions = {}): GpuMemory {
  requireFields('TELEMETRY_ARGUMENT_KIND', 'TELEMETRY_UNKNOWN_OPTION', options, ['device']);
  if (typeof device?.createBuffer !== 'function' || typeof device.createTexture !== 'function') {
    const remedy = 'Pass what adapter.requestDevice() gave.';
    throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'device', 'a GPUDevice', device, remedy);
  }
  return new DeviceMemory(metrics, device, optionalLabel('device', options.device, 'webgpu'));
}

class DeviceMemory implements GpuMemory {
  readonly kind = 'device';
  private readonly live: Readonly<Record<Kind, Gauge>>;
  private readonly allocations: Readonly<Record<Kind, { add(): void }>>;
  private readonly peak: Gauge;
  private readonly bytes: Record<Kind, number> = { buffer: 0, texture: 0 };
  private readonly endings: (() => void)[] = [];
  private readonly collected = new FinalizationRegistry<Allocation>((allocation) => this.free(allocation));
  private peakValue = 0;
  /** All of it was freed at once. */
  private isGone = false;

  constructor(metrics: OwnMetrics, device: GpuDevice, label: string) {
    const [live, allocations] = [metrics.gauge(LIVE), metrics.counter(ALLOCATIONS)];
    const of = (kind: Kind) => ({ device: label, kind });
    this.live = { buffer: live.withLabels(of('buffer')), texture: live.withLabels(of('texture')) };
    this.allocations = {
      buffer: allocations.withLabels(of('buffer')),
      texture: allocations.withLabels(of('texture')),
    };
    this.peak = metrics.gauge(PEAK).withLabels({ device: label });
    const lost = metrics.counter(LOST);
    this.watch(device, 'createBuffer', (buffer) =>
      this.made('buffer', buffer, (buffer as { size?: number }).size ?? 0),
    );
    this.watch(device, 'createTexture', (texture) =>
      this.made('texture', texture, textureBytes(texture as TextureShape)),
    );
    this.watch(device, 'destroy', () => this.freeAll());
    device.lost.then(
      ({ reason = 'unknown' }) => {
        this.freeAll();
        lost.withLabels({ device: label, reason }).add();
      },
      () => {},
    );
  }

  usedBytes(): number {
    return this.bytes.buffer + this.bytes.texture;
  }

  peakBytes(): number {
    return this.peakValue;
  }

  stop(): void {
    for (const end of this.endings.splice(0)) end();
  }

  /** Looks on at a method, by a property of the object's own in front of that of its prototype. */
  private watch(device: GpuDevice, name: keyof GpuDevice, seen: (result: object) => void): void {
    const end = lookOn(device, name, seen);
    if (end !== undefined) this.endings.push(end);
  }

  private made(kind: Kind, resource: object, bytes: number): void {
    if (this.isGone) return;
    const allocation: Allocation = { kind, bytes: Number.isFinite(bytes) ? bytes : 0, isFreed: false };
    this.bytes[kind] += allocation.bytes;
    this.allocations[kind].add();
    this.live[kind].set(this.bytes[kind]);
    this.peakValue = Math.max(this.peakValue, this.usedBytes());
    this.peak.set(this.peakValue);
    this.collected.register(resource, allocation);
    lookOn(resource, 'destroy', () => this.free(allocation));
  }

  private free(allocation: Allocation): void {
    if (allocation.isFreed || this.isGone) return;
    allocation.isFreed = true;
    const { kind } = allocation;
    this.bytes[kind] -= allocation.bytes;
    this.live[kind].set(this.bytes[kind]);
  }

  private freeAll(): void {
    this.isGone = true;
    for (const kind of ['buffer', 'texture'] as const) {
      this.bytes[kind] = 0;
      this.live[kind].set(0);
    }
  }
}

interface Allocation {
  readonly kind: Kind;
  readonly bytes: number;
  isFreed: boolean;
}

/**
 * @param seen called with what a call gave, after it; not where it threw.
 * @returns what ends it, where nobody else has looked on since; undefined where the object takes no property.
 */
function lookOn(holder: object, name: string, seen: (result: object) => void): (() => void) | undefined {
  const method = (holder as Record<string, unknown>)[name];
  if (typeof method !== 'function') return undefined;
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const watched = new Proxy(method, {
    apply(target, self, args) {
      const result: unknown = Reflect.apply(target as (...all: unknown[]) => unknown, self, args);
      try {
        seen(result as object);
      } catch {
        // What is not as the specification says costs itself.
      }
      return result;
    },
  });
  const isSet = Reflect.defineProperty(holder, name, {
    ...{ value: watched, writable: true, configurable: true },
    enumerable: own?.enumerable ?? false,
  });
  if (!isSet) return undefined;
  return () => {
    if (Object.getOwnPropertyDescriptor(holder, name)?.value !== watched) return;
    if (own === undefined) Reflect.deleteProperty(holder, name);
    else Reflect.defineProperty(holder, name, own);
  };
}
