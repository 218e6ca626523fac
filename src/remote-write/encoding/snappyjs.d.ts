/** What is used of snappyjs, which comes without types. */
declare module 'snappyjs' {
  export function compress(plain: Uint8Array): Uint8Array<ArrayBuffer>;
  /** @throws {Error} for damaged input, and for more than `maxLength` bytes */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array<ArrayBuffer>;
}
