/** Server-sent events as bytes (HTML Standard, 9.2.6). */

const encoder = new TextEncoder();

/** @param data of one line, as JSON is */
export function eventFrame(id: string, event: string, data: string): Uint8Array {
  return encoder.encode(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
}

/** Says nothing, but that there is somebody. */
export const HEARTBEAT: Uint8Array = /* @__PURE__ */ encoder.encode(':\n\n');

/** How long a client waits before it asks again. */
export function retryFrame(milliseconds: number): Uint8Array {
  return encoder.encode(`retry: ${milliseconds}\n\n`);
}
