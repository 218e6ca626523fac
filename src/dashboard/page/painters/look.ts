/** The colours of pictures on the ground that the page has. */
import { type Colors, colorsFor, HEAT_SCALE, heatOf } from '../../../chart/looks.ts';
import type { Theme } from '../state/theme.ts';

export type Look = Colors;

export function lookOf(theme: Theme): Look {
  return colorsFor(theme);
}

export function colorOf({ palette }: Look, color: number): string {
  return palette[color % palette.length] as string;
}

const HEAT = HEAT_SCALE.map(([red, green, blue, alpha]) => `rgb(${red} ${green} ${blue} / ${alpha / 255})`);

/** Of a cell of a heatmap whose fullest cell holds `most`. */
export function heatColor(count: number, most: number): string {
  return HEAT[heatOf(count, most)] as string;
}

/** @param hex `#rrggbb` */
export function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
