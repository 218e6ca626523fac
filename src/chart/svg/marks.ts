/** Values that all of a picture is compared with: hairlines across it, each with its name. */
import type { Limit } from '../model.ts';
import { element, type Markup } from './element.ts';
import { type Box, type Canvas, SIZES, text } from './frame.ts';
import type { Scale } from './scales.ts';

/** A mark of its own is dashed; what is judged by has the colour of its severity. */
export function markColor({ severity }: Limit, { colors }: Canvas): string {
  if (severity === undefined) return colors.muted;
  return severity === 'high' ? colors.states.bad : colors.states.warning;
}

/**
 * Names stand on their lines, at the right and at the left in turn, so that those of neighbours do not lie over one another.
 * A reader of the file finds each in a group with its name as the title.
 */
export function markLines(marks: readonly Limit[], y: Scale, plot: Box, canvas: Canvas): Markup[] {
  const { colors } = canvas;
  const inOrder = [...marks].sort((a, b) => b.value - a.value);
  return inOrder.map((mark, i) => {
    const at = Math.round(y.position(mark.value)) + 0.5;
    const isRight = i % 2 === 0;
    // Under the line where there is no room over it.
    const labelY = at - plot.top < SIZES.small ? at + SIZES.small + 1 : at - 4;
    return element(
      'g',
      { 'data-mark': mark.value.toPrecision(6) },
      element('title', {}, mark.label),
      element('path', {
        d: `M${plot.left} ${at}H${plot.right}`,
        stroke: markColor(mark, canvas),
        'stroke-dasharray': mark.severity === undefined ? '2 3' : '6 2',
      }),
      text(isRight ? plot.right - 4 : plot.left + 4, labelY, mark.label, colors.ink, {
        ...(isRight && { anchor: 'end' }),
        size: SIZES.small,
        halo: colors.surface,
      }),
    );
  });
}
