/** A chart on a canvas, by uPlot: made once, and handed new data as long as its lines are the same. */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useWidth } from '../elements/use-width.ts';
import { shownRange } from '../state/clock.ts';
import { cursor, point } from '../state/cursor.ts';
import { show } from '../state/shown-time.ts';
import { theme } from '../state/theme.ts';
import { lookOf } from './look.ts';
import { type PlottedChart, paint } from './paint.ts';
import { isOverTime, LEFT_GUTTER_PX, type Painting, rightGutterPx } from './painting.ts';
import type { RangeMemory } from './ranges.ts';

/** Shorter than this, a drag is a click. */
const SHORTEST_DRAG_PX = 6;
const TOP_GUTTER_PX = 8;

export interface PlotProps {
  readonly chart: PlottedChart;
  readonly heightPx: number;
  /** Where the pointer is on an axis that is not the time of all pictures. */
  readonly onPoint: (at: number | undefined) => void;
}

export function Plot({ chart, heightPx, onPoint }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const memory = useRef<RangeMemory>(new Map());
  const shown = useRef<{ plot: uPlot; shape: string; painting: Painting } | undefined>(undefined);
  const isTimed = isOverTime(chart);
  const look = lookOf(theme.value);
  const time = shownRange.value;

  useLayoutEffect(() => {
    if (!frame.current || widthPx === 0) return;
    const painting = paint(chart, { look, widthPx, heightPx, time, memory: memory.current });
    const shape = shapeOf(chart, `${theme.value} ${widthPx} ${heightPx}`);
    const before = shown.current;
    if (before?.shape === shape) {
      // Its axes ask the painting, and so get the new one's.
      Object.assign(before.painting, painting);
      before.plot.setData(painting.data);
    } else {
      before?.plot.destroy();
      const options = optionsOf(painting, { widthPx, heightPx, isTimed, onPoint });
      shown.current = { plot: new uPlot(options, painting.data, frame.current), shape, painting };
    }
  });
  useEffect(() => () => shown.current?.plot.destroy(), []);
  useSignalEffect(() => {
    cursor.value;
    if (isTimed && shown.current) showCursor(shown.current.plot);
  });
  return <div class="plot" ref={frame} />;
}

/** What a plot cannot change without being made anew. */
function shapeOf(chart: PlottedChart, ground: string): string {
  const lines: readonly object[] = 'lines' in chart ? chart.lines : 'outlines' in chart ? chart.outlines : [];
  const named = lines.map((line) => ({ ...line, values: 0, bounds: 0, shares: 0, few: 0 }));
  const scales = [chart.x.scale, 'y' in chart && chart.y, 'areas' in chart && chart.areas.length];
  return JSON.stringify([chart.id, chart.kind, named, scales, ground]);
}

interface Surroundings {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly isTimed: boolean;
  readonly onPoint: (at: number | undefined) => void;
}

/** The painting is read anew whenever the plot draws, since it changes with the data. */
function optionsOf(painting: Painting, { widthPx, heightPx, isTimed, onPoint }: Surroundings): uPlot.Options {
  const scales = Object.entries(painting.scales).map(([name, scale]) => [
    name,
    { ...scale, range: (...asked: unknown[]) => rangeIn(painting, name, asked) },
  ]);
  return {
    width: widthPx,
    height: heightPx,
    ms: 1,
    padding: [
      TOP_GUTTER_PX,
      rightGutterPx(widthPx),
      0,
      painting.axes[1]?.show === false ? LEFT_GUTTER_PX : 0,
    ],
    series: painting.series.map((series, i) => ({
      ...series,
      ...(i > 0 && { stroke: strokeIn(painting, i) }),
    })),
    ...(painting.bands && { bands: painting.bands }),
    scales: Object.fromEntries(scales),
    axes: painting.axes,
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7, width: 1.5, show: painting.series.length <= 14 },
      drag: { x: isTimed, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
      // A pinned cursor stays under the pointer of nobody.
      move: (plot, left, top) => [isTimed && cursor.peek()?.isPinned ? cursorLeft(plot) : left, top],
    },
    hooks: {
      drawAxes: [(plot) => painting.under?.(plot)],
      draw: [
        (plot) => {
          painting.over?.(plot);
          // Where the cursor is in pixels is known when the axes are.
          if (isTimed) showCursor(plot);
        },
      ],
      setCursor: [
        (plot) => {
          const left = plot.cursor.left ?? -1;
          const at = left < 0 ? undefined : plot.posToVal(left, 'x');
          if (isTimed) point(at);
          else onPoint(at);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < SHORTEST_DRAG_PX) return;
          show(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function strokeIn(painting: Painting, series: number): uPlot.Series.Stroke {
  return (plot, i) => {
    const stroke = painting.series[series]?.stroke;
    return (
      typeof stroke === 'function' ? stroke(plot, i) : stroke
    ) as CanvasRenderingContext2D['strokeStyle'];
  };
}

function rangeIn(painting: Painting, name: string, asked: unknown[]): uPlot.Range.MinMax {
  const range = painting.scales[name]?.range;
  return typeof range === 'function'
    ? (range as (...all: unknown[]) => uPlot.Range.MinMax)(...asked)
    : (range as uPlot.Range.MinMax);
}

function showCursor(plot: uPlot): void {
  const left = cursorLeft(plot);
  if (Math.abs((plot.cursor.left ?? -10) - left) > 0.5) plot.setCursor({ left, top: 1 }, false);
}

/** Outside of the plot where there is none. */
function cursorLeft(plot: uPlot): number {
  const at = cursor.peek();
  if (!at) return -10;
  const left = plot.valToPos(at.unixMs, 'x');
  return left >= 0 && left <= plot.over.clientWidth ? left : -10;
}
