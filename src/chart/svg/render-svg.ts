/** A chart as an SVG picture. */
import { wrongValue } from '../../errors.ts';
import {
  type Codes,
  requireBoolean,
  requireInteger,
  requireKnownKeys,
  requireObject,
  requireOneOf,
} from '../../validate.ts';
import type { Chart } from '../model.ts';
import { paintBars } from './bars.ts';
import { type ChartTheme, colorsFor } from './colors.ts';
import { paintDistribution } from './distribution.ts';
import type { Markup } from './element.ts';
import { type Box, type Canvas, framed, nothing } from './frame.ts';
import { paintHeatmap } from './heatmap.ts';
import { paintLanes } from './lanes.ts';
import { paintLines } from './lines.ts';

export interface SvgOptions {
  /** In CSS pixels, 200 to 8000; 800 if left out. */
  readonly widthPx?: number;
  /** In CSS pixels, 100 to 8000; 360 if left out. */
  readonly heightPx?: number;
  /** The ground; `auto` is for pictures in a page that has `CHART_VARIABLES_CSS`. Light if left out. */
  readonly theme?: ChartTheme;
  /** Of IANA: `Europe/Berlin`; UTC if left out. */
  readonly timeZone?: string;
  /**
   * Whether its title and its notes are in the picture; true if left out. Whoever has them beside it as text, which wraps,
   * says false.
   */
  readonly isTitled?: boolean;
  /** Before each id in the picture: pictures in one page need different ones. The id of the chart if left out. */
  readonly idPrefix?: string;
}

const NAMES = [
  'widthPx',
  'heightPx',
  'theme',
  'timeZone',
  'isTitled',
  'idPrefix',
] as const satisfies readonly (keyof SvgOptions)[];

const CODES: Codes = { kind: 'CHART_OPTION', range: 'CHART_OPTION', remedy: 'Correct it, or leave it out.' };

/**
 * The chart as an SVG picture, the same in every runtime: no script, no style, no font, no link. Screen readers get its title
 * and description.
 *
 * @throws CHART_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * await writeFile('latency.svg', renderSvg(chart, { widthPx: 1200, theme: 'dark' }));
 */
export function renderSvg(chart: Chart, options: SvgOptions = {}): string {
  requireObject('options', options);
  requireKnownKeys('CHART_OPTION', 'options', options, NAMES);
  const {
    widthPx = 800,
    heightPx = 360,
    theme = 'light',
    timeZone = 'UTC',
    isTitled = true,
    idPrefix = `${chart.id}-`,
  } = options;
  requireInteger(CODES, 'widthPx', widthPx, 200, 8000);
  requireInteger(CODES, 'heightPx', heightPx, 100, 8000);
  requireOneOf(CODES, 'theme', theme, ['light', 'dark', 'auto']);
  requireZone(timeZone);
  const canvas = {
    width: widthPx,
    height: heightPx,
    colors: colorsFor(theme),
    timeZone,
    isTitled: requireBoolean(CODES, 'isTitled', isTitled),
    idPrefix: idIn(idPrefix),
  };
  return framed(chart, canvas, (room) =>
    chart.isEmpty ? nothing(room, canvas) : paint(chart, canvas, room),
  );
}

function paint(chart: Chart, canvas: Canvas, room: Box): Markup[] {
  switch (chart.kind) {
    case 'lines':
      return paintLines(chart, canvas, room);
    case 'heatmap':
      return paintHeatmap(chart, canvas, room);
    case 'bars':
      return paintBars(chart, canvas, room);
    case 'distribution':
      return paintDistribution(chart, canvas, room);
    case 'lanes':
      return paintLanes(chart, canvas, room);
  }
}

/** What may be an id, and in `url(#...)`. */
function idIn(prefix: string): string {
  return `chart-${String(prefix).replace(/[^\w-]/g, '-')}`;
}

function requireZone(timeZone: unknown): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: timeZone as string });
  } catch {
    throw wrongValue(
      'CHART_OPTION',
      'timeZone',
      'a zone of IANA',
      timeZone,
      "Use 'UTC', 'Europe/Berlin' ...",
    );
  }
}
