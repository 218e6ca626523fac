/**
 * A server under load: 50 clients listen to events, 200 requests a second ask for realtime, metrics and filters, and the same
 * process records all the while. Any answer that is no 200, and any stream that breaks off, fails the case. `HTTP_BENCH=5` tries
 * it for five seconds instead of sixty.
 */
import * as ours from '../contenders/http-inferometer.mjs';

const common = { nodeOnly: true, exposeGc: true, onDemand: true, rounds: 1, patienceSeconds: 600 };

export const httpCases = [
  ...[2000, 10_000].map((batch) => ({
    ...common,
    rounds: 3,
    name: `http/recording/${batch}`,
    title: `an inference, of ${batch} in a row, recorded while 50 clients listen and 200 requests a second are answered`,
    unit: 'ns',
    per: 'record',
    contenders: [
      { name: 'nobody asks', once: () => ours.timeOfRecording(false, batch) },
      { name: 'under load', once: () => ours.timeOfRecording(true, batch) },
    ],
  })),
  {
    ...common,
    name: 'http/answer',
    title: 'p99 of the time to a whole answer under this load',
    unit: 'ms',
    per: 'request',
    contenders: [{ name: 'inferometer', once: () => ours.timeOfAnswers() }],
  },
  {
    ...common,
    name: 'http/memory',
    title: 'heap that is in use at the end of this load beside a quarter of it',
    unit: 'bytes',
    per: 'load',
    contenders: [{ name: 'inferometer', once: () => ours.growthOfHeap() }],
  },
];
