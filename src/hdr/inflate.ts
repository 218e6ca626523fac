/**
 * Unpacking of zlib streams (RFC 1950) that others wrote, piece by piece: what comes out first says how much may
 * come out at all, so that a small stream cannot fill the memory.
 */
import { Inflate } from 'fflate';
import { InferometerError } from '../errors.ts';
import { viewOf } from '../histogram/inner.ts';

/** CMF and FLG before the deflated data, Adler-32 after them. */
const HEAD_BYTES = 2;
const TAIL_BYTES = 4;

/** Most histograms are one piece. Deflate packs at most 1032 to 1: a piece unpacks to 8 MiB, whatever is in it. */
const PIECE_BYTES = 8192;

/**
 * @param longestOf Called once, with the first bytes, at least `headBytes`: the most bytes to unpack.
 * @throws HDR_ENCODING_COMPRESSION for a damaged stream, HDR_ENCODING_TRAILING for one that goes on.
 */
export function inflateZlib(
  zlib: Uint8Array,
  headBytes: number,
  longestOf: (head: Uint8Array) => number,
): Uint8Array<ArrayBuffer> {
  requireZlib(zlib);
  const deflated = zlib.subarray(HEAD_BYTES, -TAIL_BYTES);
  let room = new Uint8Array(4 * deflated.length);
  let length = 0;
  let longest: number | undefined;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > room.length)
      room = copyOf(room, Math.max(2 * room.length, length + chunk.length));
    room.set(chunk, length);
    length += chunk.length;
  });
  for (let at = 0; at < deflated.length; at += PIECE_BYTES) {
    push(inflate, deflated.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= deflated.length);
    if (longest === undefined && length >= headBytes) longest = longestOf(room.subarray(0, length));
    if (longest !== undefined && length > longest) {
      throw new InferometerError(
        'HDR_ENCODING_TRAILING',
        `the stream unpacks to more than the ${longest} bytes that the histogram's header allows. The bytes are damaged.`,
      );
    }
  }
  const bytes = room.slice(0, length);
  if (adler32(bytes) !== viewOf(zlib).getUint32(zlib.length - TAIL_BYTES))
    throw damaged('its checksum does not fit');
  return bytes;
}

function push(inflate: Inflate, piece: Uint8Array, isLast: boolean): void {
  try {
    inflate.push(piece, isLast);
  } catch (cause) {
    throw damaged('it cannot be unpacked', cause);
  }
}

function copyOf(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(length);
  copy.set(bytes);
  return copy;
}

/** A deflate stream with a window of up to 32 KiB, a check of the two bytes, no preset dictionary. */
function requireZlib(zlib: Uint8Array): void {
  if (zlib.length < HEAD_BYTES + TAIL_BYTES) throw damaged('it is no zlib stream');
  const [method, flags] = zlib as unknown as [number, number];
  if ((method & 15) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0 && (flags & 32) === 0)
    return;
  throw damaged('it is no zlib stream');
}

function damaged(what: string, cause?: unknown): InferometerError {
  return new InferometerError(
    'HDR_ENCODING_COMPRESSION',
    `the compressed histogram is damaged: ${what}. Pass it as it was written.`,
    { cause },
  );
}

const PRIME = 65521;
/** So many bytes can be added up before a sum of 32 bits could overflow. */
const BLOCK_BYTES = 3800;

/** The checksum of a zlib stream (RFC 1950, section 8.2); fflate writes it and does not check it. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + BLOCK_BYTES, bytes.length);
    while (at < end) {
      a += bytes[at++] as number;
      b += a;
    }
    a %= PRIME;
    b %= PRIME;
  }
  return b * 65536 + a;
}
