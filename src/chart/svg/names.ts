/** Which line is which: at its end while there are few, else in a legend. */
import { textWidth } from '../look/text-width.ts';
import type { Line } from '../model.ts';
import { element, type Markup, pixels } from './element.ts';
import { type Box, type Canvas, fitted, nameText, SIZES, text } from './frame.ts';

const MAX_AT_END = 6;

const LINE_PX = 14;

export interface Entry {
  readonly label: string;
  readonly color: string;
  /** As a line has them: `4 3`. */
  readonly dashes?: string;
}

/** Beside the text: a gap, a piece of line, a gap. */
const END_PX = 24;

/** Room for the names to the right of their lines; 0 where they are better in a legend. */
export function endLabelsWidth(entries: readonly Entry[], { left, right }: Box): number {
  if (entries.length === 0 || entries.length > MAX_AT_END) return 0;
  const widest = Math.max(...entries.map(({ label }) => textWidth(label, SIZES.label)));
  return widest + END_PX <= (right - left) / 5 ? widest + END_PX : 0;
}

/** Names at the right edge, each with a piece of its line, moved apart where lines end close to one another. */
export function endLabels(
  entries: readonly (Entry & { readonly y: number })[],
  plot: Box,
  { colors }: Canvas,
): Markup[] {
  // Of those that end at the same height, the highest percentile is the last one, and on top.
  const inOrder = [...entries].reverse().sort((a, b) => a.y - b.y);
  const places = apart(
    inOrder.map(({ y }) => y),
    plot,
  );
  return inOrder.flatMap((entry, i) => {
    const y = places[i] as number;
    return [
      swatch(plot.right + 6, y, 10, entry),
      text(plot.right + END_PX - 4, y + 4, entry.label, colors.ink),
    ];
  });
}

function swatch(x: number, y: number, width: number, { color, dashes }: Entry): Markup {
  return element('path', {
    d: `M${x} ${pixels(y)}h${width}`,
    stroke: color,
    'stroke-width': 2.5,
    'stroke-dasharray': dashes,
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
  let [x, y] = [left, top + 22];
  for (const entry of entries) {
    const { label } = entry;
    const width = Math.min(textWidth(fitted(label, widest), SIZES.label), widest);
    if (x > left && x + SWATCH + width > right) {
      x = left;
      y += LINE_PX + 2;
    }
    markup.push(swatch(x, y - 3.5, 12, entry), nameText(x + SWATCH, y, label, widest, colors.muted));
    x += SWATCH + width + GAP;
  }
  return { markup, heightPx: entries.length === 0 ? 0 : y - top - 4 };
}

/** The last value that a line has. */
export function lastOf({ values }: Line): number | undefined {
  return values.findLast((value) => Number.isFinite(value));
}
