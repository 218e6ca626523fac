/** Which line is which: at its end while there are few, else in a legend. */
import { textWidth } from '../look/text-width.ts';
import type { Line } from '../model.ts';
import { element, type Markup } from './element.ts';
import { type Box, type Canvas, fitted, nameText, SIZES, text } from './frame.ts';

const MAX_AT_END = 6;

const LINE_PX = 14;

export interface Entry {
  readonly label: string;
  readonly color: string;
  readonly isDashed?: boolean;
}

/** Room for the names to the right of their lines; 0 where they are better in a legend. */
export function endLabelsWidth(entries: readonly Entry[], { left, right }: Box): number {
  if (entries.length === 0 || entries.length > MAX_AT_END) return 0;
  const widest = Math.max(...entries.map(({ label }) => textWidth(label, SIZES.label)));
  return widest + 16 <= (right - left) / 5 ? widest + 16 : 0;
}

/** Names at the right edge, moved apart where lines end close to one another. */
export function endLabels(
  entries: readonly (Entry & { readonly y: number })[],
  plot: Box,
  halo?: string,
): Markup[] {
  const inOrder = [...entries].sort((a, b) => a.y - b.y);
  const places = apart(
    inOrder.map(({ y }) => y),
    plot,
  );
  return inOrder.map(({ label, color }, i) => {
    const attributes = halo === undefined ? {} : { halo };
    return text(plot.right + 8, (places[i] as number) + 4, label, color, attributes);
  });
}

/** As near to where they want to be as they can, a line of text from one another. */
function apart(wanted: readonly number[], { top, bottom }: Box): number[] {
  const places = wanted.map((y) => Math.min(Math.max(y, top), bottom));
  for (let i = 1; i < places.length; i++) {
    places[i] = Math.max(places[i] as number, (places[i - 1] as number) + LINE_PX);
  }
  let limit = bottom;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i] as number, limit);
    limit = (places[i] as number) - LINE_PX;
  }
  return places;
}

export interface Legend {
  readonly markup: readonly Markup[];
  readonly heightPx: number;
}

const [SWATCH, GAP] = [18, 16];

/** Rows of names over the plot. Long names are cut: no row holds fewer than two. */
export function legend(entries: readonly Entry[], { left, right, top }: Box, { colors }: Canvas): Legend {
  const widest = Math.max(60, (right - left) / 2 - SWATCH - GAP);
  const markup: Markup[] = [];
  let [x, y] = [left, top + 12];
  for (const { label, color, isDashed } of entries) {
    const width = Math.min(textWidth(fitted(label, widest), SIZES.label), widest);
    if (x > left && x + SWATCH + width > right) {
      x = left;
      y += LINE_PX + 2;
    }
    markup.push(
      element('path', {
        d: `M${x} ${y - 3.5}h12`,
        stroke: color,
        'stroke-width': 2.5,
        'stroke-dasharray': isDashed ? '4 3' : undefined,
      }),
      nameText(x + SWATCH, y, label, widest, colors.muted),
    );
    x += SWATCH + width + GAP;
  }
  return { markup, heightPx: entries.length === 0 ? 0 : y - top };
}

/** The last value that a line has. */
export function lastOf({ values }: Line): number | undefined {
  return values.findLast((value) => Number.isFinite(value));
}
