/** How many bytes a texture of WebGPU takes: https://www.w3.org/TR/webgpu/#texture-format-caps */

/** As much of a GPUTexture as is needed here. */
export interface TextureShape {
  readonly width: number;
  readonly height: number;
  readonly depthOrArrayLayers: number;
  readonly mipLevelCount: number;
  readonly sampleCount: number;
  readonly dimension: string;
  readonly format: string;
}

/** Bits of one channel in the name of a format, `rgba16float`, and how many of them there are. */
const PLAIN = /^(r|rg|rgba|bgra)(8|16|32)(unorm|snorm|uint|sint|float)/;
/** Bytes of a texel of the formats whose names do not say it. */
const PACKED: Readonly<Record<string, number>> = {
  rgb9e5ufloat: 4,
  rgb10a2uint: 4,
  rgb10a2unorm: 4,
  rg11b10ufloat: 4,
  stencil8: 1,
  depth16unorm: 2,
  depth24plus: 4,
  'depth24plus-stencil8': 4,
  depth32float: 4,
  'depth32float-stencil8': 5,
};
/** Bytes of a block of 4 x 4 texels; of ASTC every block takes 16, whatever its size. */
const BLOCKS: Readonly<Record<string, number>> = {
  bc1: 8,
  bc4: 8,
  etc2: 8,
  eac: 8,
};

/**
 * Of all its levels, layers and samples; padding, which drivers add, is not among them.
 *
 * @example
 * textureBytes({ width: 4, height: 4, depthOrArrayLayers: 1, mipLevelCount: 2, sampleCount: 1, dimension: '2d', format: 'r8unorm' }); // 16 + 4
 */
export function textureBytes(texture: TextureShape): number {
  const { width, height, depthOrArrayLayers, mipLevelCount, sampleCount, dimension, format } = texture;
  const block = blockOf(format);
  const isVolume = dimension === '3d';
  let bytes = 0;
  for (let level = 0; level < mipLevelCount; level++) {
    const columns = Math.ceil(Math.max(1, width >> level) / block.width);
    const rows = Math.ceil(Math.max(1, height >> level) / block.height);
    const layers = isVolume ? Math.max(1, depthOrArrayLayers >> level) : depthOrArrayLayers;
    bytes += columns * rows * layers * block.bytes;
  }
  return bytes * sampleCount;
}

function blockOf(format: string): {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
} {
  const [, channels = '', bits] = PLAIN.exec(format) ?? [];
  if (bits !== undefined) return { width: 1, height: 1, bytes: (channels.length * Number(bits)) / 8 };
  const astc = /^astc-(\d+)x(\d+)-/.exec(format);
  if (astc !== null) return { width: Number(astc[1]), height: Number(astc[2]), bytes: 16 };
  const packed = Object.hasOwn(PACKED, format) ? PACKED[format] : undefined;
  if (packed !== undefined) return { width: 1, height: 1, bytes: packed };
  const [family = ''] = format.split('-');
  // With an alpha of its own, a block is twice as large.
  const isWide = /rgba8|rg11/.test(format);
  const bytes = !isWide && Object.hasOwn(BLOCKS, family) ? (BLOCKS[family] as number) : 16;
  return { width: 4, height: 4, bytes };
}
