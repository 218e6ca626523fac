import { builtinModule } from './builtin.ts';

/** As much of node:zlib as is needed here. */
interface NodeZlib {
  deflateSync(bytes: Uint8Array, options: { readonly level: number }): Uint8Array;
}

/** Packs bytes into a zlib stream (RFC 1950) at a level from 0, stored, to 9, smallest. */
export type Deflate = (bytes: Uint8Array, level: number) => Uint8Array;

/** The platform's own deflate that does not wait: pages and workers have one that does. */
export function platformDeflate(): Deflate | undefined {
  const zlib = builtinModule<NodeZlib>('node:zlib');
  return zlib && ((bytes, level) => zlib.deflateSync(bytes, { level }));
}
