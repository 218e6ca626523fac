/** A growing run of bytes with a position, big-endian as Java's ByteBuffer is. */
export class ByteBuffer {
  position = 0;
  data: Uint8Array;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  static allocate(size = 16): ByteBuffer {
    return new ByteBuffer(new Uint8Array(size));
  }

  put(value: number): void {
    this.reserve(1);
    this.data[this.position++] = value;
  }

  putInt32(value: number): void {
    this.reserve(4);
    this.view().setInt32(this.position, value);
    this.position += 4;
  }

  /** A whole number, exact to 2^53. */
  putInt64(value: number): void {
    this.putInt32(Math.floor(value / 2 ** 32));
    this.putInt32(value);
  }

  /** Makes the data just long enough if it is too short. */
  putArray(array: Uint8Array): void {
    this.reserve(array.length, 1);
    this.data.set(array, this.position);
    this.position += array.length;
  }

  /** @throws RangeError at the end of the data, as the other readers do. */
  get(): number {
    return this.view().getUint8(this.position++);
  }

  /** Unsigned, as in hdr-histogram-js. */
  getInt32(): number {
    const value = this.view().getUint32(this.position);
    this.position += 4;
    return value;
  }

  getInt64(): number {
    const high = this.getInt32();
    return high * 2 ** 32 + this.getInt32();
  }

  resetPosition(): void {
    this.position = 0;
  }

  private reserve(bytes: number, factor = 2): void {
    const needed = this.position + bytes;
    if (needed <= this.data.length) return;
    const grown = new Uint8Array(Math.max(needed, factor * this.data.length));
    grown.set(this.data);
    this.data = grown;
  }

  private view(): DataView {
    return new DataView(this.data.buffer, this.data.byteOffset, this.data.byteLength);
  }
}
