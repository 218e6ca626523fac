/** Wire types of protocol buffers, and the numbers that its library would take a detour for. */
import type { BinaryWriter } from '@bufbuild/protobuf/wire';

export const VARINT = 0;
export const FIXED_64 = 1;
export const LENGTH_DELIMITED = 2;

const LARGEST_UINT64 = 2n ** 64n - 1n;

/** A count: whole, 0 to 2^64, of which the last one is written as the largest that there is. */
export function writeCount(writer: BinaryWriter, count: number): void {
  if (count < 2 ** 32) writer.uint32(count);
  else if (count <= Number.MAX_SAFE_INTEGER) writer.uint64(count);
  else writer.uint64(BigInt(count) > LARGEST_UINT64 ? LARGEST_UINT64 : BigInt(count));
}

/** A difference of two counts, as sint64: in 32 bits, where it fits, the bytes are the same. */
export function writeDelta(writer: BinaryWriter, delta: number): void {
  if (Math.abs(delta) < 2 ** 31) writer.sint32(delta);
  else writer.sint64(BigInt(delta));
}
