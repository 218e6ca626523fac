// Runs the suite of the handler in workerd when it is asked for: nothing may be computed before a request is there.
// workerd hands it in as a compiled module: Wasm cannot be compiled from bytes there.

import { loadKernel } from 'inferometer/histogram';
import kernel from 'kernel.wasm';
import { runTests, type TestEvent } from '../../harness.ts';
import { SUITES } from './suites.ts';

export default {
  async fetch(request: Request): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1);
    const events: TestEvent[] = [];
    const suite = SUITES[name];
    if (suite === undefined) return new Response(`there is no suite ${name}`, { status: 404 });
    await runTests(
      async () => {
        await loadKernel(kernel);
        await suite();
      },
      (event) => void events.push(event),
    );
    return Response.json(events);
  },
};
