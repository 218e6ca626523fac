/** What was in which state when. The worse a state, the taller its bar: nobody needs the colours to tell them. */
import type uPlot from 'uplot';
import type { LanesChart, State } from '../../../chart/looks.ts';
import { visible } from '../../../chart/looks.ts';
import { fitted, scaled } from './end-labels.ts';
import { withAlpha } from './look.ts';
import { type Easel, LABEL_FONT, type Painting, timeAxis, timeScale } from './painting.ts';

/** Of the height of a lane, beside its name. */
const HEIGHTS: Readonly<Record<State, number>> = { good: 0.34, unknown: 0.12, warning: 0.66, bad: 1 };
const NAME_PX = 16;
const TALLEST_LANE_PX = 64;

export function paintLanes(chart: LanesChart, easel: Easel): Painting {
  const { x, lanes } = chart;
  return {
    data: [
      [x.startUnixMs, x.endUnixMs],
      [null, null],
    ],
    series: [{}, { points: { show: false } }],
    scales: { x: timeScale(easel), y: { range: [0, 1] } },
    axes: [timeAxis(easel), { show: false }],
    over: (plot) => {
      for (const [i, lane] of lanes.entries()) drawLane(plot, lane, i, lanes.length, easel);
    },
  };
}

/** Under each other, in the height that there is. */
export function laneHeightPx(heightPx: number, lanes: number): number {
  return Math.min(TALLEST_LANE_PX, heightPx / Math.max(1, lanes));
}

function drawLane(
  plot: uPlot,
  { label, spans }: LanesChart['lanes'][number],
  index: number,
  lanes: number,
  { look }: Easel,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const height = laneHeightPx(bbox.height / ratio, lanes) * ratio;
  const top = bbox.top + index * height;
  const isNamedAbove = height >= 30 * ratio;
  const barTop = top + (isNamedAbove ? NAME_PX * ratio : ratio);
  const barHeight = Math.max(4 * ratio, top + height - 4 * ratio - barTop);
  ctx.save();
  ctx.font = scaled(LABEL_FONT, ratio);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { startUnixMs, endUnixMs, state, word } of spans) {
    const left = Math.max(bbox.left, plot.valToPos(startUnixMs, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(endUnixMs, 'x', true));
    if (right <= left) continue;
    const tall = Math.max(2 * ratio, barHeight * HEIGHTS[state]);
    ctx.fillStyle = withAlpha(look.states[state], state === 'bad' ? 0.9 : 0.6);
    ctx.fillRect(
      Math.round(left),
      Math.round(barTop + barHeight - tall),
      Math.max(1, Math.round(right) - Math.round(left) - ratio),
      Math.round(tall),
    );
    if (state === 'good' || state === 'unknown' || right - left < 70 * ratio || barHeight < 16 * ratio)
      continue;
    ctx.fillStyle = look.ink;
    ctx.fillText(word, left + 5 * ratio, barTop + barHeight - Math.min(tall, 16 * ratio) / 2);
  }
  const name = fitted(ctx, visible(label), bbox.width * 0.6);
  const nameY = isNamedAbove ? top + (NAME_PX * ratio) / 2 : barTop + barHeight / 2;
  if (!isNamedAbove) {
    ctx.lineWidth = 3 * ratio;
    ctx.strokeStyle = look.surface;
    ctx.strokeText(name, bbox.left + 4 * ratio, nameY);
  }
  ctx.fillStyle = look.ink;
  ctx.fillText(name, bbox.left + (isNamedAbove ? 0 : 4 * ratio), nameY);
  ctx.restore();
}
