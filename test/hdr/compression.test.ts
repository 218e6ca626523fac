import { zlibSync } from 'fflate';
import { compressHdr, decodeFromCompressedBase64, decompressHdr } from 'inferometer/hdr';
import { decodeDoubleHdr, decodeHdr, encodeHdr, HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { bigEndian, encodeDouble, encodeV0, encodeV1, encodeV2, SMALL } from '../histogram/hdr/bytes.ts';

/** {42} as Java compressed it. */
const FORTY_TWO = 'HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM=';

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function framed(zlib: Uint8Array, cookie = 0x1c849314n, length = zlib.length): Uint8Array {
  return Uint8Array.from([...bigEndian(cookie, 4), ...bigEndian(BigInt(length), 4), ...zlib]);
}

test("Java's {42} unpacks to the bytes that are written here", () => {
  using histogram = new HdrHistogram();
  histogram.record(42);
  const encoded = encodeHdr(histogram.snapshot());
  assert.equal(decompressHdr(fromBase64(FORTY_TWO)), encoded);
  assert.equal(decompressHdr(compressHdr(encoded)), encoded);
});

test('what is compressed begins as every HdrHistogram library expects', () => {
  const bytes = compressHdr(encodeV2(SMALL));
  assert.equal([...bytes.subarray(0, 4)], [0x1c, 0x84, 0x93, 0x14]);
  assert.equal([...bytes.subarray(4, 8)], bigEndian(BigInt(bytes.length - 8), 4));
  assert.match(btoa(String.fromCharCode(...bytes)), /^HISTFAAA/);
});

test('every encoding survives compression at every level', () => {
  const integers = encodeV2(SMALL, { ratio: 0.25 });
  for (const encoded of [
    encodeV2(SMALL),
    encodeV1(SMALL, 4),
    encodeV0(SMALL, 8),
    encodeDouble(integers, 1, 8n),
  ]) {
    for (const level of [0, 1, 6, 9] as const)
      assert.equal(decompressHdr(compressHdr(encoded, level)), encoded);
  }
  assert.is(
    decodeDoubleHdr(decompressHdr(compressHdr(encodeDouble(integers, 1, 8n)))).integerToDoubleRatio,
    0.25,
  );
});

test('what the platform deflates is read, and the platform reads what is written', async () => {
  const encoded = encodeV2(SMALL);
  const through = async (stream: CompressionStream | DecompressionStream, bytes: Uint8Array) =>
    new Uint8Array(
      await new Response(new Blob([bytes as BlobPart]).stream().pipeThrough(stream)).arrayBuffer(),
    );
  assert.equal(decompressHdr(framed(await through(new CompressionStream('deflate'), encoded))), encoded);
  assert.equal(await through(new DecompressionStream('deflate'), compressHdr(encoded).subarray(8)), encoded);
});

const zlib = zlibSync(encodeV2(SMALL));
const flipped = (at: number) =>
  zlib.map((byte, i) => (i === (at + zlib.length) % zlib.length ? byte ^ 1 : byte));
const refused: Record<string, readonly [string, () => Uint8Array]> = {
  'no bytes': ['HDR_ENCODING_TRUNCATED', () => new Uint8Array(0)],
  'another magic': ['HDR_ENCODING_COOKIE', () => framed(zlib, 0xcafebaben)],
  'one that is not compressed': ['HDR_ENCODING_COOKIE', () => encodeV2(SMALL)],
  'a stream cut short': ['HDR_ENCODING_TRUNCATED', () => framed(zlib).subarray(0, -1)],
  'a stream that is shorter than it says': [
    'HDR_ENCODING_TRUNCATED',
    () => framed(zlib, undefined, 2 ** 31 - 1),
  ],
  'a negative length': ['HDR_ENCODING_TRAILING', () => framed(zlib, undefined, -1)],
  'bytes after the stream': ['HDR_ENCODING_TRAILING', () => Uint8Array.from([...framed(zlib), 0])],
  'an empty stream': ['HDR_ENCODING_COMPRESSION', () => framed(new Uint8Array(0))],
  'no zlib stream': ['HDR_ENCODING_COMPRESSION', () => framed(zlib.map((byte) => byte ^ 0xff))],
  'a stream without an end': ['HDR_ENCODING_COMPRESSION', () => framed(zlib.subarray(0, -8))],
  'a damaged checksum': ['HDR_ENCODING_COMPRESSION', () => framed(flipped(-1))],
  'a stream with damage inside': ['HDR_ENCODING_COMPRESSION', () => framed(flipped(-9))],
  'half a header': ['HDR_ENCODING_TRUNCATED', () => framed(zlibSync(encodeV2(SMALL).subarray(0, 30)))],
  'another histogram inside': [
    'HDR_ENCODING_COOKIE',
    () => framed(zlibSync(compressHdr(encodeV2(SMALL, {}, Array(60).fill(2))))),
  ],
};

for (const [what, [code, bytes]] of Object.entries(refused)) {
  test(`${what}: refused`, () => {
    assert.throwsCode(() => decodeHdr(decompressHdr(bytes())), code);
  });
}

test('a stream that goes on beyond its own header is given up', () => {
  // A histogram of at most 1 KB, and 64 MB of zeros after it, in 65 KB.
  const bomb = new Uint8Array(64 * 2 ** 20);
  bomb.set(encodeV2(SMALL));
  const error = assert.throwsCode(
    () => decompressHdr(framed(zlibSync(bomb, { level: 9 }))),
    'HDR_ENCODING_TRAILING',
  );
  assert.match(error.message, `${encodeV2(SMALL).length} bytes`);
});

test('compressing what is no encoded histogram is refused', () => {
  assert.throwsCode(() => compressHdr(new TextEncoder().encode('some other bytes')), 'HDR_ENCODING_COOKIE');
  assert.throwsCode(() => compressHdr(encodeV2(SMALL).subarray(0, 12)), 'HDR_ENCODING_TRUNCATED');
});

test('text that is no base64 is refused as such', () => {
  assert.throwsCode(() => decodeFromCompressedBase64('HIST FAAA!'), 'HDR_ENCODING_BASE64');
  assert.throwsCode(() => decodeFromCompressedBase64(undefined as never), 'HDR_ENCODING_BASE64');
  assert.is(decodeFromCompressedBase64(`\n ${FORTY_TWO}\r\n`).maxValue, 42);
});

test('a histogram inside of doubles inside of doubles is refused, however deep', () => {
  const double = (cookie: bigint, depth: number) =>
    Uint8Array.from({ length: 16 * depth }, (_, i) => bigEndian(cookie, 4)[i % 16] ?? 0);
  for (const depth of [2, 50_000]) {
    assert.throwsCode(() => decompressHdr(double(0x0c72124fn, depth)), 'HDR_ENCODING_COOKIE');
    assert.throwsCode(() => compressHdr(double(0x0c72124en, depth)), 'HDR_ENCODING_COOKIE');
  }
});
