/** The colours of pictures on the ground that the page has. */
import type { Theme } from '../state/theme.ts';

export interface Look {
  readonly ink: string;
  readonly muted: string;
  readonly hairline: string;
  readonly surface: string;
  /** By `color` of a line, around. */
  readonly series: readonly string[];
  /** Of a heatmap, from few to many. */
  readonly heat: readonly string[];
  readonly states: Readonly<Record<'good' | 'warning' | 'bad' | 'unknown', string>>;
}

const LOOKS: Readonly<Record<Theme, Look>> = {
  light: {
    ink: '#1b1d1f',
    muted: '#5b6066',
    hairline: '#e3e5e8',
    surface: '#ffffff',
    series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a8f98'],
    heat: ['#e8f1f6', '#b7d5e5', '#7fb2d3', '#4a8bbd', '#2a639f', '#1b3f77', '#10224a'],
    states: { good: '#009e73', warning: '#b07800', bad: '#c2410c', unknown: '#b9bec5' },
  },
  dark: {
    ink: '#e8eaec',
    muted: '#a0a6ad',
    hairline: '#2a2e33',
    surface: '#15181b',
    series: ['#56b4e9', '#e8833a', '#2bbd93', '#dd94bd', '#f0b429', '#7d9fe8', '#9aa0a8'],
    heat: ['#182a3d', '#1f4468', '#2a639f', '#4a8bbd', '#7fb2d3', '#b7d5e5', '#e8f1f6'],
    states: { good: '#2bbd93', warning: '#f0b429', bad: '#f08a5d', unknown: '#4a5058' },
  },
};

export function lookOf(theme: Theme): Look {
  return LOOKS[theme];
}

export function colorOf(look: Look, color: number): string {
  return look.series[color % look.series.length] as string;
}
