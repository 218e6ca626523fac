/** The colours of a picture: of one ground, or as custom properties that the page decides about. */
import { PALETTE, type Theme } from '../look/palette.ts';
import type { State } from '../model.ts';

export interface Colors {
  readonly surface: string;
  /** Titles and what is over a heatmap. */
  readonly ink: string;
  /** Labels. */
  readonly muted: string;
  /** Of a grid. */
  readonly hairline: string;
  readonly palette: readonly string[];
  readonly states: Readonly<Record<State, string>>;
}

const GROUNDS: Readonly<Record<Theme, Colors>> = {
  light: {
    surface: '#ffffff',
    ink: '#1b1f24',
    muted: '#57606a',
    hairline: '#e3e6ea',
    palette: PALETTE.light,
    states: { good: '#009e73', warning: '#e69f00', bad: '#d55e00', unknown: '#d0d5db' },
  },
  dark: {
    surface: '#14171a',
    ink: '#e8eaed',
    muted: '#a0a8b2',
    hairline: '#2b3036',
    palette: PALETTE.dark,
    states: { good: '#2bc79a', warning: '#f5b83d', bad: '#ff7f3f', unknown: '#3c434b' },
  },
};

/** `auto`: light, and dark where the page that it lies in says so by custom properties. */
export type ChartTheme = Theme | 'auto';

export function colorsFor(theme: ChartTheme): Colors {
  return theme === 'auto' ? AUTOMATIC : GROUNDS[theme];
}

type Named = readonly (readonly [property: string, color: string])[];

function namedOf({ surface, ink, muted, hairline, palette, states }: Colors): Named {
  return [
    ['surface', surface],
    ['ink', ink],
    ['muted', muted],
    ['hairline', hairline],
    ...palette.map((color, i) => [`color-${i}`, color] as const),
    ...Object.entries(states).map(([state, color]) => [`state-${state}`, color] as const),
  ];
}

function variable(name: string): string {
  const color = namedOf(GROUNDS.light).find(([property]) => property === name)?.[1];
  return `var(--chart-${name},${color})`;
}

const AUTOMATIC: Colors = {
  surface: variable('surface'),
  ink: variable('ink'),
  muted: variable('muted'),
  hairline: variable('hairline'),
  palette: PALETTE.light.map((_, i) => variable(`color-${i}`)),
  states: {
    good: variable('state-good'),
    warning: variable('state-warning'),
    bad: variable('state-bad'),
    unknown: variable('state-unknown'),
  },
};

function declarations(theme: Theme): string {
  return namedOf(GROUNDS[theme])
    .map(([property, color]) => `--chart-${property}:${color}`)
    .join(';');
}

/**
 * For a page with pictures of `theme: 'auto'`: custom properties for both grounds, by what the reader prefers. On paper
 * they are light. A page that has a switch of its own sets the same properties.
 */
export const CHART_VARIABLES_CSS: string = `:root{${declarations('light')}}@media screen and (prefers-color-scheme:dark){:root{${declarations('dark')}}}`;
