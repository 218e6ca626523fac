/** Values that all of a picture is compared with: a hairline through it, with its name on it. */
import type uPlot from 'uplot';
import { formatMeasurement, type Limit, type NumberAxis } from '../../../chart/looks.ts';
import { scaled } from './end-labels.ts';
import type { Look } from './look.ts';
import { LABEL_FONT } from './painting.ts';

/** Of what is judged by, that of its severity. */
export function markColor({ severity }: Limit, look: Look): string {
  if (severity === undefined) return look.muted;
  return severity === 'high' ? look.states.bad : look.states.warning;
}

export function drawMarks(plot: uPlot, marks: readonly Limit[], look: Look, axis?: NumberAxis): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.font = scaled(LABEL_FONT, ratio);
  const isVertical = axis !== undefined;
  const inOrder = [...marks].sort((a, b) => b.value - a.value);
  inOrder.forEach((mark, i) => {
    const { label, value, severity } = mark;
    ctx.strokeStyle = markColor(mark, look);
    ctx.setLineDash((severity === undefined ? [2, 3] : [6, 2]).map((dash) => dash * ratio));
    const at = plot.valToPos(value, isVertical ? 'x' : 'y', true);
    const [start, length] = isVertical ? [bbox.left, bbox.width] : [bbox.top, bbox.height];
    if (!(at >= start && at <= start + length)) return;
    ctx.beginPath();
    if (isVertical) {
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
      const isLeft = at > bbox.left + bbox.width / 2;
      ctx.textAlign = isLeft ? 'right' : 'left';
      const text = `${label} ${formatMeasurement({ value, unit: axis.unit })}`;
      ctx.fillStyle = look.muted;
      ctx.fillText(text, at + (isLeft ? -5 : 5) * ratio, bbox.top + (10 + 15 * (i % 4)) * ratio);
    } else {
      ctx.moveTo(bbox.left, at);
      ctx.lineTo(bbox.left + bbox.width, at);
      ctx.stroke();
      // At the right and at the left in turn, so that names of neighbours do not lie over one another.
      const isRight = i % 2 === 0;
      ctx.textAlign = isRight ? 'right' : 'left';
      ctx.textBaseline = at - bbox.top < 18 * ratio ? 'top' : 'bottom';
      const x = isRight ? bbox.left + bbox.width - 6 * ratio : bbox.left + 6 * ratio;
      const y = at + (ctx.textBaseline === 'top' ? 3 : -3) * ratio;
      ctx.setLineDash([]);
      ctx.lineWidth = 3 * ratio;
      ctx.lineJoin = 'round';
      ctx.strokeStyle = look.surface;
      ctx.strokeText(label, x, y);
      ctx.lineWidth = ratio;
      ctx.fillStyle = look.ink;
      ctx.fillText(label, x, y);
    }
  });
  ctx.restore();
}
