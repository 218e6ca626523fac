/** A picture as uPlot takes it. */
import type uPlot from 'uplot';
import type { Chart, NumberAxis } from '../../../chart/looks.ts';
import { formatMeasurement } from '../../../chart/looks.ts';
import type { Look } from './look.ts';
import type { RangeMemory } from './ranges.ts';
import { MAX_TICKS, numberTicks, timeTicks } from './ticks.ts';
import { tickTime } from './times.ts';

export interface Painting {
  readonly data: uPlot.AlignedData;
  readonly series: uPlot.Series[];
  readonly bands?: uPlot.Band[];
  readonly scales: uPlot.Scales;
  readonly axes: uPlot.Axis[];
  /** Drawn over the grid and before the lines. */
  readonly under?: (plot: uPlot) => void;
  /** Drawn after them. */
  readonly over?: (plot: uPlot) => void;
}

/** Where a picture is painted, and how. */
export interface Easel {
  readonly look: Look;
  readonly widthPx: number;
  readonly heightPx: number;
  /** What all pictures over time show: the same, whenever each was asked for. */
  readonly time: { readonly startUnixMs: number; readonly endUnixMs: number };
  /** The ranges that its axes had, which they keep as long as they fit. */
  readonly memory: RangeMemory;
}

/** Beside all pictures over time, so that their axes begin and end at the same places. */
export const LEFT_GUTTER_PX = 68;
const WIDE_PX = 520;
const LABEL_GUTTER_PX = 112;
const [VERY_WIDE_PX, WIDE_LABEL_GUTTER_PX] = [960, 168];
const NARROW_GUTTER_PX = 12;

/** On a narrow picture, lines are labelled by its readout alone. */
export function rightGutterPx(widthPx: number): number {
  if (widthPx < WIDE_PX) return NARROW_GUTTER_PX;
  return widthPx < VERY_WIDE_PX ? LABEL_GUTTER_PX : WIDE_LABEL_GUTTER_PX;
}

export const LABEL_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** Whether the x axis of a chart is the time that all pictures share. */
export function isOverTime(chart: Chart): boolean {
  return 'x' in chart && chart.x.scale === 'time';
}

export function xScale(axis: { readonly scale: string }, min: number, max: number): uPlot.Scale {
  return {
    time: axis.scale === 'time',
    distr: axis.scale === 'log' ? 3 : 1,
    range: () => [min, max],
    auto: true,
  };
}

export function timeScale({ time }: Easel): uPlot.Scale {
  return xScale({ scale: 'time' }, time.startUnixMs, time.endUnixMs);
}

export function yScale(axis: NumberAxis, range: readonly [number, number]): uPlot.Scale {
  return { distr: axis.scale === 'log' ? 3 : 1, range: () => [range[0], range[1]], auto: true };
}

export function timeAxis({ look, widthPx }: Easel): uPlot.Axis {
  const atMost = Math.min(MAX_TICKS, Math.floor(widthPx / 88));
  return {
    ...axisLook(look),
    scale: 'x',
    size: 28,
    splits: (_plot, _axis, min, max) => timeTicks(min, max, atMost),
    values: (_plot, ticks) =>
      ticks.map((tick) => tickTime(tick, (ticks[1] ?? Number.POSITIVE_INFINITY) - (ticks[0] ?? 0))),
    grid: { show: false },
    ticks: { show: true, stroke: look.hairline, width: 1, size: 4 },
  };
}

export function numberXAxis(axis: NumberAxis, { look, widthPx }: Easel): uPlot.Axis {
  const atMost = Math.min(MAX_TICKS, Math.floor(widthPx / 80));
  return { ...timeAxis({ look, widthPx } as Easel), ...numbered(axis, atMost) };
}

export function numberYAxis(axis: NumberAxis, { look, heightPx }: Easel): uPlot.Axis {
  const atMost = Math.min(MAX_TICKS, Math.max(3, Math.floor(heightPx / 28)));
  return {
    ...axisLook(look),
    scale: 'y',
    size: LEFT_GUTTER_PX,
    ...numbered(axis, atMost),
    grid: { show: true, stroke: look.hairline, width: 1 },
    ticks: { show: false },
  };
}

function numbered(axis: NumberAxis, atMost: number): Pick<uPlot.Axis, 'splits' | 'values'> {
  return {
    splits: (_plot, _axis, min, max) => numberTicks(axis, min, max, atMost),
    values: (_plot, ticks) => ticks.map((value) => formatMeasurement({ value, unit: axis.unit })),
  };
}

function axisLook(look: Look): uPlot.Axis {
  // uPlot leaves out some ticks of logarithmic axes; these are few enough.
  return { stroke: look.muted, font: LABEL_FONT, gap: 6, filter: (_plot, ticks) => ticks };
}
