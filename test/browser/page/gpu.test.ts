// A device as WebGPU's specification describes it: no machine of these tests has a GPU. What is counted is what its calls say.
import { createTelemetry } from 'inferometer';
import { watchGpu } from 'inferometer/browser/page';
import { createMetrics } from 'inferometer/metrics';
import { assert, collectGarbage, test } from '../../harness.ts';
import { sampleOf } from '../../telemetry/support.ts';

class Buffer {
  readonly #descriptor: { size: number };
  isDestroyed = false;
  constructor(descriptor: { size: number }) {
    this.#descriptor = descriptor;
  }
  get size(): number {
    return this.#descriptor.size;
  }
  destroy(): void {
    this.isDestroyed = this.#descriptor !== undefined;
  }
}

const TEXTURE = { depthOrArrayLayers: 1, mipLevelCount: 1, sampleCount: 1, dimension: '2d' };
class Texture {
  readonly width = 16;
  readonly height = 16;
  readonly depthOrArrayLayers: number;
  readonly mipLevelCount: number;
  readonly sampleCount: number;
  readonly dimension: string;
  readonly format: string;
  constructor(descriptor: Partial<typeof TEXTURE> & { format: string }) {
    const whole = { ...TEXTURE, ...descriptor };
    this.depthOrArrayLayers = whole.depthOrArrayLayers;
    this.mipLevelCount = whole.mipLevelCount;
    this.sampleCount = whole.sampleCount;
    this.dimension = whole.dimension;
    this.format = whole.format;
  }
  destroy(): void {}
}

class Device {
  readonly #made: object[] = [];
  readonly lost: Promise<{ reason: string }>;
  lose!: (reason: string) => void;
  constructor() {
    this.lost = new Promise((done) => {
      this.lose = (reason) => done({ reason });
    });
  }
  createBuffer(descriptor: { size: number }): Buffer {
    if (descriptor.size < 0) throw new TypeError('size');
    const buffer = new Buffer(descriptor);
    this.#made.push(new WeakRef(buffer));
    return buffer;
  }
  createTexture(descriptor: Partial<typeof TEXTURE> & { format: string }): Texture {
    return new Texture(descriptor);
  }
  destroy(): void {
    this.lose('destroyed');
  }
  get count(): number {
    return this.#made.length;
  }
}

const device = { device: 'webgpu' };

test('live and peak bytes are those of what was made and not destroyed', () => {
  const telemetry = createTelemetry();
  const gpu = new Device();
  const memory = watchGpu(telemetry, gpu);
  const buffers = [100, 200, 300].map((size) => gpu.createBuffer({ size }));
  const texture = gpu.createTexture({ format: 'rgba8unorm' });
  assert.is(memory.usedBytes(), 600 + 16 * 16 * 4);
  for (const buffer of buffers) buffer.destroy();
  // Destroying twice is allowed, and is one end.
  buffers[0]?.destroy();
  assert.ok(buffers.every(({ isDestroyed }) => isDestroyed));
  assert.is(memory.usedBytes(), 1024);
  assert.is(memory.peakBytes(), 1624);
  texture.destroy();
  assert.is(sampleOf(telemetry, 'gpu_memory_bytes', { ...device, kind: 'buffer' }), 0);
  assert.is(sampleOf(telemetry, 'gpu_memory_bytes', { ...device, kind: 'texture' }), 0);
  assert.is(sampleOf(telemetry, 'gpu_memory_peak_bytes', device), 1624);
  assert.is(sampleOf(telemetry, 'gpu_allocations_total', { ...device, kind: 'buffer' }), 3);
});

test('device, buffers and errors are the program’s own', () => {
  const gpu = new Device();
  const memory = watchGpu(createMetrics(), gpu);
  const buffer = gpu.createBuffer({ size: 4 });
  assert.ok(buffer instanceof Buffer);
  assert.is(buffer.size, 4);
  assert.is(gpu.count, 1);
  assert.equal([gpu.createBuffer.name, gpu.createBuffer.length], ['createBuffer', 1]);
  assert.equal(Object.keys(buffer), ['isDestroyed']);
  assert.throws(() => gpu.createBuffer({ size: -1 }), /size/);
  assert.is(memory.usedBytes(), 4);
  memory.stop();
  assert.ok(!Object.hasOwn(gpu, 'createBuffer'));
  gpu.createBuffer({ size: 8 });
  assert.is(memory.usedBytes(), 4);
  buffer.destroy();
  assert.is(memory.usedBytes(), 0);
});

test('what nobody holds any more is freed when it is collected', async () => {
  const memory = watchGpu(createMetrics(), new Device());
  const gpu = new Device();
  const watched = watchGpu(createMetrics(), gpu);
  (() => {
    for (let i = 0; i < 10; i++) gpu.createBuffer({ size: 1000 });
  })();
  assert.is(watched.usedBytes(), 10_000);
  for (let i = 0; i < 20 && watched.usedBytes() > 0; i++) await collectGarbage();
  assert.is(watched.usedBytes(), 0);
  assert.is(watched.peakBytes(), 10_000);
  assert.is(memory.usedBytes(), 0);
});

test('a device that is lost, or destroyed, holds nothing, and says why', async () => {
  const telemetry = createTelemetry();
  const [lost, destroyed] = [new Device(), new Device()];
  const [one, other] = [
    watchGpu(telemetry, lost, { device: 'a' }),
    watchGpu(telemetry, destroyed, { device: 'b' }),
  ];
  const buffer = lost.createBuffer({ size: 10 });
  destroyed.createBuffer({ size: 10 });
  lost.lose('unknown');
  destroyed.destroy();
  await lost.lost;
  await destroyed.lost;
  await null;
  assert.equal([one.usedBytes(), other.usedBytes()], [0, 0]);
  buffer.destroy();
  assert.is(one.usedBytes(), 0);
  assert.is(sampleOf(telemetry, 'gpu_devices_lost_total', { device: 'a', reason: 'unknown' }), 1);
  assert.is(sampleOf(telemetry, 'gpu_devices_lost_total', { device: 'b', reason: 'destroyed' }), 1);
});

test('textures take what their format, levels, layers and samples say', () => {
  const gpu = new Device();
  const memory = watchGpu(createMetrics(), gpu);
  const bytesOf = (descriptor: Partial<typeof TEXTURE> & { format: string }) => {
    const before = memory.usedBytes();
    gpu.createTexture(descriptor);
    return memory.usedBytes() - before;
  };
  const texels = 16 * 16;
  assert.is(bytesOf({ format: 'r8unorm' }), texels);
  assert.is(bytesOf({ format: 'rgba16float' }), texels * 8);
  assert.is(bytesOf({ format: 'rgba32float', depthOrArrayLayers: 3 }), texels * 16 * 3);
  assert.is(bytesOf({ format: 'bgra8unorm-srgb', sampleCount: 4 }), texels * 4 * 4);
  assert.is(bytesOf({ format: 'depth24plus' }), texels * 4);
  assert.is(bytesOf({ format: 'r8unorm', mipLevelCount: 5 }), 256 + 64 + 16 + 4 + 1);
  assert.is(
    bytesOf({ format: 'r8unorm', dimension: '3d', depthOrArrayLayers: 4, mipLevelCount: 2 }),
    1024 + 128,
  );
  assert.is(bytesOf({ format: 'bc1-rgba-unorm' }), (texels / 16) * 8);
  assert.is(bytesOf({ format: 'bc7-rgba-unorm' }), (texels / 16) * 16);
  assert.is(bytesOf({ format: 'etc2-rgb8unorm' }), (texels / 16) * 8);
  assert.is(bytesOf({ format: 'etc2-rgba8unorm' }), (texels / 16) * 16);
  assert.is(bytesOf({ format: 'eac-rg11unorm' }), (texels / 16) * 16);
  assert.is(bytesOf({ format: 'astc-8x8-unorm' }), 4 * 16);
});

test('what is no device is refused', () => {
  assert.throwsCode(() => watchGpu(createMetrics(), {} as never), 'TELEMETRY_ARGUMENT_KIND');
});
