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
  // An interval takes a second, and a fraction of one until it is kept. Timers of a page in the background go off at whole seconds.
  const endedMs = performance.now() - (document.hidden ? 2600 : 1600);
  return { all: times.length, ended: times.filter((time) => time < endedMs).length };
}

const calls: Readonly<Record<string, () => unknown>> = { recorded, flush: () => telemetry.flush() };
Object.assign(globalThis, calls);

/** Does what it is asked to, where no driver calls what is global. */
async function obey(address: string) {
  const name = await (await fetch(address)).text();
  const call = calls[name];
  if (call) await fetch(address, { method: 'POST', body: JSON.stringify(await call()) });
}

const remote = asked.get('remote');
if (remote !== null) setInterval(() => obey(remote).catch(() => {}), 100);
