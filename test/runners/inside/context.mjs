// In a page, or in a worker of any kind: runs a test file, and tells the server that all of this came from what happens.

// WebKit has neither. What bundlers lower `using` to looks for these then; docs/runtimes.md tells programs the same.
Symbol.dispose ??= Symbol.for('Symbol.dispose');
Symbol.asyncDispose ??= Symbol.for('Symbol.asyncDispose');

/** As they are before any test replaces them. */
const { setTimeout } = globalThis;
const fetch = globalThis.fetch.bind(globalThis);

const isServiceWorker = 'ServiceWorkerGlobalScope' in globalThis;
let number = 0;

/**
 * @param {(job: { kernel?: ArrayBuffer | 'js', report: (event: object) => void }) => Promise<void>} main
 * @param {string} [kernel] its address, or `js`
 */
export function run(main, kernel) {
  const begin = async () =>
    main({
      kernel: kernel?.endsWith('.wasm') ? await (await fetch(kernel)).arrayBuffer() : kernel,
      report: reportEvent,
    });
  // It is ended when it has nothing to do, and waiting is nothing: while it is installed it may.
  if (isServiceWorker) globalThis.addEventListener('install', (event) => event.waitUntil(begin()));
  else begin();
}

function reportEvent(event) {
  tell('/event', JSON.stringify({ number: number++, event }));
}

for (const type of ['error', 'unhandledrejection']) {
  globalThis.addEventListener(type, (event) => {
    // When the test's own listeners have had their say.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      const thrown = event.reason ?? event.error ?? event.message;
      tell('/stray', `${thrown}\n${thrown?.stack ?? ''}`);
    });
  });
}

function tell(path, body) {
  fetch(path, { method: 'POST', body }).catch(() => {}); // nobody listens any more
}
