// The page of the worker.
const worker = new Worker('/worker-overhead.js', { type: 'module' });
worker.onmessage = ({ data }) => {
  globalThis.result = data;
};
worker.onerror = ({ message }) => {
  globalThis.result = { error: message };
};
globalThis.begin = (work) => worker.postMessage(work);
