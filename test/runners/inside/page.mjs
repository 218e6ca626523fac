// In a page: starts its test file there, or in a worker of it.

const SCRIPT = '/start.mjs';
const module = { type: 'module' };

const starts = {
  page: () => import(SCRIPT),
  worker: () => watch(new Worker(SCRIPT, module)),
  'shared-worker': () => watch(new SharedWorker(SCRIPT, module)),
  'service-worker': () => navigator.serviceWorker.register(SCRIPT, module),
};

export async function start(context) {
  try {
    await starts[context]();
  } catch (error) {
    fail(`${error}\n${error?.stack ?? ''}`);
  }
}

/** A script that cannot be loaded says nothing itself. */
function watch(worker) {
  worker.onerror = ({ message, filename, lineno }) =>
    fail(`${message ?? 'the script of the worker could not be loaded'} ${filename ?? ''}:${lineno ?? ''}`);
}

function fail(body) {
  fetch('/failure', { method: 'POST', body });
}
