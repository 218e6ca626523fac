/** What is around every picture: title, axis title, grid, ticks, notes. */
import { shortened, visible } from '../look/text.ts';
import { textWidth } from '../look/text-width.ts';
import type { Chart } from '../model.ts';
import type { Colors } from './colors.ts';
import { element, type Markup } from './element.ts';
import type { Scale } from './scales.ts';

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
  /** Of IANA. */
  readonly timeZone: string;
  readonly isTitled: boolean;
  /** Before each id, so that those of two pictures on one page differ. */
  readonly idPrefix: string;
}

/** Where something is drawn, in pixels from the left and the top. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Four sizes of type. */
export const SIZES = { title: 14, label: 11, small: 10 } as const;

const PADDING = 16;

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", sans-serif';

export function text(
  x: number,
  y: number,
  content: string,
  fill: string,
  attributes: {
    readonly size?: number;
    readonly anchor?: 'middle' | 'end';
    readonly weight?: number;
    readonly halo?: string;
  } = {},
): Markup {
  const { size = SIZES.label, anchor, weight, halo } = attributes;
  return element(
    'text',
    {
      x,
      y,
      fill,
      'font-size': size,
      'font-weight': weight,
      'text-anchor': anchor,
      ...(halo !== undefined && {
        stroke: halo,
        'stroke-width': 3,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      }),
    },
    content,
  );
}

/** A name that fits, cut in the middle; all of it shows under the pointer. */
export function nameText(
  x: number,
  y: number,
  name: string,
  widthPx: number,
  fill: string,
  attributes: Parameters<typeof text>[4] = {},
): Markup {
  const shown = fitted(name, widthPx, attributes.size);
  const made = text(x, y, shown, fill, attributes);
  return shown === name ? made : element('g', {}, element('title', {}, name), made);
}

/** As much of a name as there is room for, at least three characters. */
export function fitted(name: string, widthPx: number, size: number = SIZES.label): string {
  const whole = visible(name);
  if (textWidth(whole, size) <= widthPx) return whole;
  let [least, most] = [3, [...whole].length];
  while (least < most) {
    const length = Math.ceil((least + most) / 2);
    if (textWidth(shortened(whole, length), size) <= widthPx) least = length;
    else most = length - 1;
  }
  return shortened(whole, least);
}

/** A finished picture of the right size, said to be one image. @param content gets the room between title and notes */
export function framed(chart: Chart, canvas: Canvas, content: (room: Box) => readonly Markup[]): string {
  const { width, height, colors, idPrefix, isTitled } = canvas;
  const inner = width - 2 * PADDING;
  const titles = isTitled ? inLines(chart.title, inner) : [];
  const notes = isTitled && height >= 260 ? chart.notes.join(' ') : '';
  const room = {
    left: PADDING,
    right: width - PADDING,
    top: isTitled ? 36 + (titles.length - 1) * TITLE_LINE_PX : 8,
    bottom: height - (notes === '' ? 12 : 28),
  };
  const ids = { title: `${idPrefix}title`, description: `${idPrefix}description` };
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${ids.title} ${ids.description}`,
      'font-family': FAMILY,
    },
    element('title', { id: ids.title }, chart.title),
    element('desc', { id: ids.description }, [chart.description, ...chart.notes].join(' ')),
    element('rect', { width, height, fill: colors.surface }),
    ...titles.map((line, i) =>
      text(PADDING, 24 + i * TITLE_LINE_PX, line, colors.ink, { size: SIZES.title, weight: 600 }),
    ),
    ...content(room),
    ...(notes === ''
      ? []
      : [text(PADDING, height - 10, fitted(notes, inner, SIZES.small), colors.muted, { size: SIZES.small })]),
  ).markup;
}

const TITLE_LINE_PX = 18;

/** A title in one line or two, broken between words; what has no room in the second is cut in its middle. */
function inLines(title: string, widthPx: number): string[] {
  const words = visible(title).split(' ');
  const isFitting = (count: number) => textWidth(words.slice(0, count).join(' '), SIZES.title) <= widthPx;
  let first = words.length;
  while (first > 1 && !isFitting(first)) first -= 1;
  const lines = [words.slice(0, first), words.slice(first)].filter(({ length }) => length > 0);
  return lines.map((line) => fitted(line.join(' '), widthPx, SIZES.title));
}

/** In the middle of a frame of the same size as any other. */
export function nothing({ left, right, top, bottom }: Box, { colors }: Canvas): Markup[] {
  const middle = (top + bottom) / 2;
  return [
    element('rect', {
      x: left + 0.5,
      y: top + 0.5,
      width: right - left - 1,
      height: bottom - top - 1,
      fill: 'none',
      stroke: colors.hairline,
    }),
    text((left + right) / 2, middle + 4, 'No data', colors.muted, { anchor: 'middle' }),
  ];
}

/** How far the labels of an upright axis reach to the left of it. */
export function labelsWidth({ ticks }: Scale): number {
  return Math.max(...ticks.map(({ label }) => textWidth(label, SIZES.label)), 0) + 8;
}

/** Hairlines across, with their values to the left. */
export function horizontalGrid({ ticks, position }: Scale, plot: Box, { colors }: Canvas): Markup[] {
  return ticks.flatMap(({ value, label }) => {
    const y = Math.round(position(value)) + 0.5;
    return [
      element('path', { d: `M${plot.left} ${y}H${plot.right}`, stroke: colors.hairline }),
      text(plot.left - 8, y + 3.5, label, colors.muted, { anchor: 'end' }),
    ];
  });
}

/** Under the plot: values, and what they are. A label that has no room beside the one before is left out. */
export function bottomAxis(
  { ticks, position }: Scale,
  plot: Box,
  title: string,
  { colors, width }: Canvas,
): Markup[] {
  let taken = -Infinity;
  const labels = ticks.flatMap(({ value, label }) => {
    const at = position(value);
    const half = textWidth(label, SIZES.label) / 2;
    // Beside the edge of the picture a label is not under its tick, but whole.
    const x = Math.min(Math.max(at, half + 4), width - half - 4);
    if (at < plot.left - 1 || at > plot.right + 1 || x - half < taken + 8) return [];
    taken = x + half;
    return [
      element('path', { d: `M${Math.round(at) + 0.5} ${plot.bottom}v4`, stroke: colors.muted }),
      text(x, plot.bottom + 16, label, colors.muted, { anchor: 'middle' }),
    ];
  });
  return [
    element('path', { d: `M${plot.left} ${plot.bottom + 0.5}H${plot.right}`, stroke: colors.muted }),
    ...labels,
    text(plot.right, plot.bottom + 31, title, colors.muted, { anchor: 'end', size: SIZES.small }),
  ];
}

/** Under the title: what the upright axis is. */
export function sideTitle(title: string, { left, top }: Box, { colors }: Canvas): Markup {
  return text(left, top + 8, title, colors.muted, { size: SIZES.small });
}

/** What is between the axes, once there is room for these. */
export function plotIn({ left, right, top, bottom }: Box, leftPx: number, rightPx = 0, topPx = 0): Box {
  return {
    left: Math.round(left + leftPx),
    right: Math.round(right - rightPx),
    top: Math.round(top + 22 + topPx),
    bottom: bottom - 36,
  };
}
