/** What was in which state when: the health of backends. */
import { healthWord } from '../../../telemetry/index.ts';
import type { LanesChart, State } from '../../model.ts';
import { continued, readSteps } from '../../time/reading.ts';
import type { Steps } from '../../time/steps.ts';
import { counted } from '../about.ts';
import { byValues, Table } from '../groups.ts';
import type { MakeOverTime } from '../maker.ts';
import { wordsOf } from './chart-over-time.ts';

/** More lanes than these have no room for their names. */
const MAX_LANES = 24;

const STATES: Readonly<Record<string, State>> = { online: 'good', degraded: 'warning', offline: 'bad' };

type Lane = LanesChart['lanes'][number];

export const backendHealth: MakeOverTime = async (name, asked, steps) => {
  const table = new Table(steps, Number.NaN);
  const nameOf = byValues(['backend']);
  for await (const { at, metrics } of readSteps(asked, steps, ['backend_health'], ['backend'])) {
    for (const { series } of metrics) {
      for (const point of series) {
        if ('value' in point) table.of(nameOf(point.labels, point.overflow))[at] = point.value;
      }
    }
  }
  const all = [...table.names]
    .sort()
    .map((label): Lane => ({ label, spans: spansOf(continued(table.of(label), steps), steps) }));
  // Those that were not well come first where there is no room for all.
  const troubled = [...all].sort((a, b) => worstOf(b) - worstOf(a)).slice(0, MAX_LANES);
  const lanes = all.filter((lane) => troubled.includes(lane));
  const now = lanes.map(({ label, spans }) => `${label} is ${spans.at(-1)?.word}`);
  const unwell = all.filter((lane) => worstOf(lane) > 0).length;
  const isEmpty = table.isEmpty;
  return {
    schemaVersion: 1,
    id: name.id,
    ...wordsOf({
      name,
      query: asked.query,
      steps,
      isEmpty,
      figures: [counted(all.length, 'backends'), unwell === 0 ? 'all well' : `${unwell} not always well`],
      sentences: [`At the end: ${now.join(', ')}.`],
      notes: all.length > lanes.length ? [`${lanes.length} of ${all.length} backends are drawn.`] : [],
    }),
    errorRatio: 0,
    isEmpty,
    kind: 'lanes',
    x: { scale: 'time', startUnixMs: steps.startUnixMs, endUnixMs: steps.endUnixMs },
    lanes,
  } satisfies LanesChart;
};

/** Steps in the same state that follow each other are one span. */
function spansOf(values: readonly number[], { positions, stepSeconds }: Steps): Lane['spans'] {
  const spans: { startUnixMs: number; endUnixMs: number; state: State; word: string }[] = [];
  for (const [i, value] of values.entries()) {
    const word = Number.isNaN(value) ? 'unknown' : healthWord(value);
    const startUnixMs = positions[i] as number;
    const endUnixMs = startUnixMs + stepSeconds * 1000;
    const last = spans.at(-1);
    if (last?.word === word) last.endUnixMs = endUnixMs;
    else spans.push({ startUnixMs, endUnixMs, state: STATES[word] ?? 'unknown', word });
  }
  return spans;
}

function worstOf({ spans }: Lane): number {
  return Math.max(...spans.map(({ state }) => (state === 'bad' ? 2 : state === 'warning' ? 1 : 0)));
}
