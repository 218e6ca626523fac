/** Lines are labelled at their end, in the gutter on the right. */
import type uPlot from 'uplot';
import type { Line } from '../../../chart/looks.ts';
import { visible } from '../../../chart/looks.ts';
import type { Look } from './look.ts';
import { LABEL_FONT, rightGutterPx } from './painting.ts';

const LINE_PX = 15;
const SWATCH_PX = 10;

export interface LabelPlan {
  /** Of the plot: that of the first line; each further one is `apart` behind it. */
  readonly firstSeries: number;
  readonly apart?: number;
  readonly look: Look;
  /** What a line looks like. */
  readonly swatch: (i: number) => { readonly color: string; readonly dashes?: number[] | undefined };
}

/** As many are labelled as there is room for. */
export function drawEndLabels(
  plot: uPlot,
  lines: readonly Line[],
  { firstSeries, apart = 1, look, swatch }: LabelPlan,
): void {
  const ratio = devicePixelRatio;
  const room = rightGutterPx(plot.width) - SWATCH_PX - 14;
  if (room < 40) return;
  const { ctx, bbox } = plot;
  const fits = Math.floor(bbox.height / ratio / LINE_PX);
  const labels = lines
    .map((line, i) => ({ line, look: swatch(i), y: endOf(plot, firstSeries + i * apart) ?? Number.NaN }))
    .filter(({ line, y }) => !line.isFaint && !Number.isNaN(y))
    // Those with most of it come first.
    .slice(0, fits)
    // Of those that end at the same height, the highest percentile is on top.
    .reverse()
    .sort((a, b) => a.y - b.y);
  spread(labels, bbox.top + 6 * ratio, bbox.top + bbox.height - 2 * ratio, LINE_PX * ratio);
  ctx.save();
  ctx.font = scaled(LABEL_FONT, ratio);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.lineWidth = 2 * ratio;
  const left = bbox.left + bbox.width + 6 * ratio;
  for (const { line, look: own, y } of labels) {
    ctx.strokeStyle = own.color;
    ctx.setLineDash((own.dashes ?? []).map((dash) => dash * ratio));
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + SWATCH_PX * ratio, y);
    ctx.stroke();
    ctx.fillStyle = look.ink;
    ctx.fillText(fitted(ctx, visible(line.label), room * ratio), left + (SWATCH_PX + 5) * ratio, y);
  }
  ctx.restore();
}

/** Where the last value of a line is, in pixels of the canvas. */
function endOf(plot: uPlot, series: number): number | undefined {
  const values = plot.data[series] as (number | null)[];
  const last = values.findLast((value) => value !== null && value !== undefined);
  if (last === null || last === undefined) return undefined;
  return plot.valToPos(last, 'y', true);
}

/** Moves labels apart, as little as it takes, within the height that there is. */
function spread(labels: { y: number }[], top: number, bottom: number, apart: number): void {
  let least = top;
  for (const label of labels) {
    label.y = Math.max(label.y, least);
    least = label.y + apart;
  }
  let most = bottom;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, most);
    most = label.y - apart;
  }
}

const known = new Map<string, string>();

/** Cut in the middle until it fits: the ends of names tell versions apart. */
export function fitted(ctx: CanvasRenderingContext2D, text: string, widthPx: number): string {
  const key = `${text}\n${widthPx}\n${ctx.font}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const characters = [...text];
  let cut = text;
  for (let kept = characters.length - 1; kept > 1 && ctx.measureText(cut).width > widthPx; kept--) {
    const head = Math.ceil(kept / 2);
    const tail = characters.slice(characters.length - (kept - head));
    cut = `${characters.slice(0, head).join('')}…${tail.join('')}`;
  }
  if (known.size > 1000) known.clear();
  known.set(key, cut);
  return cut;
}

/** A font of CSS pixels, in pixels of the canvas. */
export function scaled(font: string, ratio: number): string {
  return font.replace(/(\d+)px/, (_, size) => `${Number(size) * ratio}px`);
}
