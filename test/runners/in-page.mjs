// Runs one bundle in a page, or, asked by a message, in a worker. Events leave as marked lines of the console.
import { encodeEvent } from './events.mjs';

export async function run({ bundle, kernel }) {
  const { main } = await import(bundle);
  await main({
    kernel: kernel?.endsWith('.wasm') ? await (await fetch(`/${kernel}`)).arrayBuffer() : kernel,
    report: (event) => console.log(encodeEvent(event)),
  });
}

if (globalThis.document === undefined) {
  globalThis.onmessage = async ({ data }) => {
    await run(data);
    globalThis.postMessage('ended');
  };
}
