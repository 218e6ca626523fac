/** What a chart says at one place, in words and figures. */
import {
  type Chart,
  formatMeasurement,
  type HeatmapChart,
  type Line,
  type Unit,
} from '../../../chart/looks.ts';
import { shareAt } from './distribution.ts';
import { exactTime } from './times.ts';

export interface Readout {
  /** The place: a time, an epoch, a value. */
  readonly at: string;
  readonly entries: readonly Entry[];
  /** How many values stand behind it. */
  readonly count?: number;
}

export interface Entry {
  readonly label: string;
  readonly text: string;
  /** Of the palette; left out where there is none. */
  readonly color?: number;
  readonly isFaint?: boolean;
  /** A percentile of fewer values than make one. */
  readonly isOfFew?: boolean;
}

/** @param at on the x axis; left out, the last place where something is known */
export function readoutOf(chart: Chart, at: number | undefined): Readout | undefined {
  switch (chart.kind) {
    case 'lines': {
      const { positions, lines, counts, x, y, stepSeconds = 0 } = chart;
      const isKnown = (i: number) => lines.some(({ values }) => !isGap(values[i]));
      const i = placeOf(positions, stepSeconds * 1000, isKnown, at);
      if (i === undefined) return undefined;
      const position = positions[i] as number;
      return {
        at: x.scale === 'time' ? exactTime(position) : `${x.label} ${figure(position, x.unit)}`,
        entries: entriesOf(lines, i, y.unit),
        count: counts?.[i] ?? undefined,
      };
    }
    case 'heatmap': {
      const { positions, lines, y, stepSeconds } = chart;
      const i = placeOf(positions, stepSeconds * 1000, (step) => countIn(chart, step) > 0, at);
      if (i === undefined) return undefined;
      return {
        at: exactTime(positions[i] as number),
        // All are drawn in ink.
        entries: entriesOf(lines, i, y.unit).map(({ color: _, ...entry }) => entry),
        count: countIn(chart, i),
      };
    }
    case 'distribution': {
      if (at === undefined) return undefined;
      return {
        at: figure(at, chart.x.unit),
        entries: chart.outlines.map((outline) => ({
          ...{ label: outline.label, color: outline.color },
          text: figure(shareAt(outline, at), 'ratio'),
        })),
      };
    }
    case 'lanes': {
      const known = chart.lanes.flatMap(({ spans }) => spans.filter(({ state }) => state !== 'unknown'));
      const unixMs = at ?? Math.max(...known.map(({ endUnixMs }) => endUnixMs)) - 1;
      if (!Number.isFinite(unixMs)) return undefined;
      return {
        at: exactTime(unixMs),
        entries: chart.lanes.map(({ label, spans }) => ({
          label,
          text: spans.find((span) => span.startUnixMs <= unixMs && unixMs < span.endUnixMs)?.word ?? '–',
        })),
      };
    }
    // All of them are written beside the bars; what the colours are is not.
    case 'bars':
      return {
        at: '',
        entries: [
          ...chart.bars.map(({ label, color }) => ({ label, color, text: '' })),
          ...chart.marks.map(({ label, value }) => ({
            label: `| ${label}`,
            text: figure(value, chart.y.unit),
          })),
          // With their values in them.
          ...(chart.limits ?? []).map(({ label }) => ({ label: `| ${label}`, text: '' })),
        ],
      };
  }
}

/** Values behind a smoothed course have its name and are in the table; the range before has a name of its own. */
function entriesOf(lines: readonly Line[], i: number, unit: Unit): Entry[] {
  const shown = lines.filter(({ isFaint, isDashed }) => !isFaint || isDashed);
  // What is known comes first, where not all have room.
  const byKnown = shown.sort((a, b) => Number(isGap(a.values[i])) - Number(isGap(b.values[i])));
  return byKnown.map(({ label, color, isFaint, values, few }) => ({
    ...{ label, color, isFaint },
    ...(few?.includes(i) && { isOfFew: true }),
    text: figure(values[i], unit),
  }));
}

/** Of the step that holds a place, or the nearest where there are no steps; without a place, of the last one known. */
function placeOf(
  positions: readonly number[],
  stepMs: number,
  isKnown: (i: number) => boolean,
  at: number | undefined,
): number | undefined {
  if (at === undefined) {
    const last = positions.findLastIndex((_, i) => isKnown(i));
    return last < 0 ? undefined : last;
  }
  const before = positions.findLastIndex((position) => position <= at);
  if (stepMs > 0) return before < 0 || (positions[before] as number) + stepMs <= at ? undefined : before;
  const [left, right] = [positions[before], positions[before + 1]];
  if (right === undefined) return left === undefined ? undefined : before;
  return left !== undefined && at - left <= right - at ? before : before + 1;
}

function countIn({ counts, bounds }: HeatmapChart, step: number): number {
  const rows = bounds.length - 1;
  let count = 0;
  for (let row = 0; row < rows; row++) count += counts[step * rows + row] as number;
  return count;
}

/** What is not known came as null. */
export function figure(value: number | null | undefined, unit: Unit): string {
  return formatMeasurement({ value: value ?? Number.NaN, unit });
}

export function isGap(value: number | null | undefined): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}
