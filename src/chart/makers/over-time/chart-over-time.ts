/** What all pictures over time have in common. */
import type { Area, Line, LineChart, Mark, NumberAxis, Value } from '../../model.ts';
import type { ChartQuery } from '../../query.ts';
import type { Steps } from '../../time/steps.ts';
import { accuracyNote, figure, gapNotes, momentInWords, nothingOf, timeInWords, titled } from '../about.ts';
import type { Name } from '../maker.ts';

export interface OverTime {
  readonly name: Name;
  readonly query: ChartQuery;
  readonly steps: Steps;
  readonly y: NumberAxis;
  readonly lines: readonly Line[];
  readonly areas?: readonly Area[];
  readonly marks?: readonly Mark[];
  readonly counts?: readonly Value[];
  readonly isEmpty: boolean;
  /** For the title, the one that matters most first. */
  readonly figures: readonly string[];
  /** What is seen, in words, beside when it was. */
  readonly sentences: readonly string[];
  readonly notes?: readonly string[];
  /** 0 where all numbers are exact. */
  readonly errorRatio?: number;
}

export function chartOverTime(made: OverTime): LineChart {
  const { name, steps, y, lines, areas = [], marks = [], counts, isEmpty } = made;
  const { startUnixMs, endUnixMs, positions, stepSeconds } = steps;
  return {
    schemaVersion: 1,
    id: name.id,
    ...wordsOf(made),
    errorRatio: isEmpty ? 0 : (made.errorRatio ?? 0),
    isEmpty,
    kind: 'lines',
    x: { scale: 'time', startUnixMs, endUnixMs },
    y,
    positions,
    stepSeconds,
    ...(counts !== undefined && { counts }),
    lines: isEmpty ? [] : lines,
    areas: isEmpty ? [] : areas,
    marks: isEmpty ? [] : marks,
  };
}

/** Title, description and notes of anything that has steps of time. */
export function wordsOf({
  name,
  query,
  steps: { startUnixMs, endUnixMs, stepSeconds, positions, reach },
  isEmpty,
  figures,
  sentences,
  notes = [],
  errorRatio = 0,
}: Pick<
  OverTime,
  'name' | 'query' | 'steps' | 'isEmpty' | 'figures' | 'sentences' | 'notes' | 'errorRatio'
>) {
  if (isEmpty) {
    const when = positions.length === 0 ? 'in this range' : timeInWords(startUnixMs, endUnixMs);
    return {
      title: nothingOf(name.title, query),
      description: `Nothing was recorded ${when}.`,
      notes: [],
    };
  }
  return {
    title: titled(name.title, query, figures),
    description: `${name.title} ${timeInWords(startUnixMs, endUnixMs, stepSeconds)}. ${sentences.join(' ')}`,
    notes: [...(errorRatio > 0 ? [accuracyNote(errorRatio)] : []), ...notes, ...gapNotes(positions, reach)],
  };
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
