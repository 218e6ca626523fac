/** Values that all of a picture is compared with: a hairline through it, with its name on it. */
import type uPlot from 'uplot';
import { formatMeasurement, type Mark, type NumberAxis } from '../../../chart/looks.ts';
import { scaled } from './end-labels.ts';
import type { Look } from './look.ts';
import { LABEL_FONT } from './painting.ts';

export function drawMarks(plot: uPlot, marks: readonly Mark[], look: Look, axis?: NumberAxis): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = look.muted;
  ctx.fillStyle = look.muted;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.font = scaled(LABEL_FONT, ratio);
  const isVertical = axis !== undefined;
  marks.forEach(({ label, value }, i) => {
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
      ctx.fillText(text, at + (isLeft ? -5 : 5) * ratio, bbox.top + (10 + 15 * (i % 4)) * ratio);
    } else {
      ctx.moveTo(bbox.left, at);
      ctx.lineTo(bbox.left + bbox.width, at);
      ctx.stroke();
      ctx.textAlign = 'left';
      ctx.textBaseline = at - bbox.top < 18 * ratio ? 'top' : 'bottom';
      ctx.fillText(label, bbox.left + 6 * ratio, at + (ctx.textBaseline === 'top' ? 3 : -3) * ratio);
    }
  });
  ctx.restore();
}
