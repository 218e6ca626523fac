/** A chart with the range before it: the same figures, faint and dashed. */
import type { Chart, Line } from '../model.ts';

/** @param before the same chart of the range before, in steps of the same length */
export function withPrevious(chart: Chart, before: Chart): Chart {
  if (before.isEmpty)
    return { ...chart, notes: [...chart.notes, 'Nothing was recorded in the range before.'] };
  if (chart.kind === 'distribution' && before.kind === 'distribution') {
    const outlines = before.outlines.map((one) => ({
      ...one,
      label: labelBefore(one.label),
      isDashed: true,
    }));
    return { ...chart, outlines: [...chart.outlines, ...outlines] };
  }
  if (isOverTime(chart) && isOverTime(before)) {
    return { ...chart, lines: [...linesBefore(chart, before), ...chart.lines] };
  }
  return chart;
}

type OverTime = Extract<Chart, { readonly lines: readonly Line[] }>;

function isOverTime(chart: Chart): chart is OverTime {
  return 'lines' in chart && chart.x.scale === 'time';
}

/** On the positions of the chart: those of the range before, moved by its length, lie less than half a step from them. */
function linesBefore(chart: OverTime, before: OverTime): Line[] {
  const stepMs = (chart.stepSeconds ?? 1) * 1000;
  const shiftMs = startOf(chart) - startOf(before);
  const [origin = 0] = before.positions;
  return before.lines.map((line) => ({
    ...line,
    label: labelBefore(line.label),
    isFaint: true,
    isDashed: true,
    values: chart.positions.map(
      (position) => line.values[Math.round((position - shiftMs - origin) / stepMs)] ?? Number.NaN,
    ),
  }));
}

function startOf({ x }: OverTime): number {
  return x.scale === 'time' ? x.startUnixMs : 0;
}

function labelBefore(label: string): string {
  return `${label} before`;
}
