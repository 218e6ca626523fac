// A page that records something fifty times a second, until it is closed.
import { createPageTelemetry, withOwnMetrics } from 'inferometer/browser';

const asked = new URLSearchParams(location.search);
const telemetry = withOwnMetrics(
  createPageTelemetry({
    url: asked.get('collector') ?? '',
    key: 'write-only-key',
    intervalSeconds: 1,
    queue: { maxIntervals: Number(asked.get('most') ?? 200) },
  }),
);
const ticks = telemetry
  .counter({ name: 'ticks_total', help: 'What pages recorded.', labels: ['closing'] })
  .withLabels({ closing: asked.get('closing') ?? '' });
const times: number[] = [];
const ticking = setInterval(() => {
  ticks.add();
  times.push(performance.now());
}, 20);

/** What was recorded, and how much of it in intervals that have ended for sure. Nothing more is recorded. */
function recorded() {
  clearInterval(ticking);
  const endedMs = performance.now() - 1300;
  return { all: times.length, ended: times.filter((time) => time < endedMs).length };
}

Object.assign(globalThis, { recorded, flush: () => telemetry.flush() });
