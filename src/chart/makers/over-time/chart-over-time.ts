/** What all pictures over time have in common. */
import type { Area, Limit, Line, LineChart, Mark, NumberAxis, Value } from '../../model.ts';
import type { ChartQuery } from '../../query.ts';
import type { Steps } from '../../time/steps.ts';
import { about, figure, gapNotes, momentInWords, timeInWords } from '../about.ts';
import type { Name } from '../maker.ts';

export interface OverTime {
  readonly name: Name;
  readonly query: ChartQuery;
  readonly steps: Steps;
  readonly y: NumberAxis;
  readonly lines: readonly Line[];
  readonly areas?: readonly Area[];
  readonly marks?: readonly Mark[];
  readonly limits?: readonly Limit[];
  readonly counts?: readonly Value[];
  readonly isEmpty: boolean;
  /** For the title, the one that matters most first. */
  readonly figures: readonly string[];
  /** Whether these figures are the last ones, and not of all the time that is shown. */
  readonly isOfEnd?: boolean;
  /** What is seen, in words, beside when it was. */
  readonly sentences: readonly string[];
  readonly notes?: readonly string[];
  /** 0 where all numbers are exact. */
  readonly errorRatio?: number;
}

export function chartOverTime(made: OverTime): LineChart {
  const { steps, y, lines, areas = [], marks = [], limits = [], counts, isEmpty } = made;
  const { startUnixMs, endUnixMs, positions, stepSeconds } = steps;
  return {
    ...aboutOverTime(made),
    kind: 'lines',
    x: { scale: 'time', startUnixMs, endUnixMs },
    y,
    positions,
    stepSeconds,
    ...(counts !== undefined && { counts }),
    lines: isEmpty ? [] : lines,
    areas: isEmpty ? [] : areas,
    marks: isEmpty ? [] : marks,
    ...(limits.length > 0 && !isEmpty && { limits }),
  };
}

/** What anything says of itself that has steps of time. */
export function aboutOverTime({
  name: { id, title: what },
  steps: { startUnixMs, endUnixMs, stepSeconds, positions, reach },
  sentences,
  notes = [],
  ...made
}: Pick<
  OverTime,
  'name' | 'query' | 'steps' | 'isEmpty' | 'figures' | 'isOfEnd' | 'sentences' | 'notes' | 'errorRatio'
>) {
  const { query, isEmpty, figures, isOfEnd = false, errorRatio } = made;
  const seconds = isOfEnd ? undefined : (endUnixMs - startUnixMs) / 1000;
  return about({
    ...{ id, what, query, isEmpty, figures, seconds, errorRatio },
    description: `${what} ${timeInWords(startUnixMs, endUnixMs, stepSeconds)}. ${sentences.join(' ')}`,
    emptyRange: positions.length === 0 ? undefined : timeInWords(startUnixMs, endUnixMs),
    notes: [...notes, ...gapNotes(positions, reach)],
  });
}

/** `The highest p99 is 1.2 s, at 12:07:00 on 29 November 2026.` Nothing where there is no value. */
export function highestIn({ label, values }: Line, { positions }: Steps, { unit }: NumberAxis): string {
  let best = -1;
  for (const [i, value] of values.entries()) {
    if (!Number.isNaN(value) && !(value <= (values[best] ?? -Infinity))) best = i;
  }
  if (best < 0) return '';
  return `The highest ${label} is ${figure(values[best] as number, unit)}, at ${momentInWords(positions[best] as number)}.`;
}
