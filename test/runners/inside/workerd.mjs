// In workerd: a worker that runs its test file when it is asked, and answers with what happens as it happens, an event in a line.

/** @param {(job: object) => Promise<void>} main @param {WebAssembly.Module | 'js'} kernel compiled by the platform, which lets nobody else */
export function workerOf(main, kernel) {
  return {
    fetch() {
      const { readable, writable } = new TransformStream();
      const writer = writable.getWriter();
      const encoder = new TextEncoder();
      const report = (event) => {
        writer.write(encoder.encode(`${JSON.stringify(event)}\n`)).catch(() => {}); // nobody listens any more
      };
      main({ kernel, report }).then(() => writer.close());
      return new Response(readable);
    },
  };
}
