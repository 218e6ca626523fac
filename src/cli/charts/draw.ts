/** A chart on a terminal: the painter beside that of SVG. */
import {
  type BarChart,
  type Chart,
  type DistributionChart,
  formatMeasurement,
  type HeatmapChart,
  type LanesChart,
  type LineChart,
  type State,
} from '../../chart/index.ts';
import { visible } from '../../chart/inner.ts';
import type { Paint, Style } from '../terminal/style.ts';
import { widthOf, wrapped } from '../terminal/text.ts';
import { labelsOf, numberScale, ruler, type Scale, scaleOf, timeScale } from './axis.ts';
import { Canvas } from './canvas.ts';
import { heatCell, letterOf, paintOf, shadeOf } from './colors.ts';

export interface DrawOptions {
  /** Columns, labels included. */
  readonly width: number;
  /** Lines of the picture itself. */
  readonly height: number;
  readonly style: Style;
}

/** Lines of text, no wider than the width. */
export function draw(chart: Chart, options: DrawOptions): string[] {
  const { width, style } = options;
  const title = wrapped(visible(chart.title), width).map(style.strong);
  if (chart.isEmpty) return [...title, '', ...wrapped(chart.notes[0] ?? 'Nothing was recorded.', width)];
  const notes = chart.notes.flatMap((note) => wrapped(visible(note), width).map(style.faint));
  return [...title, '', ...painted(chart, options), ...(notes.length > 0 ? ['', ...notes] : [])];
}

function painted(chart: Chart, options: DrawOptions): string[] {
  switch (chart.kind) {
    case 'lines':
      return drawLines(chart, options);
    case 'heatmap':
      return drawHeatmap(chart, options);
    case 'bars':
      return drawBars(chart, options);
    case 'distribution':
      return drawDistribution(chart, options);
    case 'lanes':
      return drawLanes(chart, options);
  }
}

function drawLines({ x, y, positions, lines, areas, marks }: LineChart, options: DrawOptions): string[] {
  const { style, height } = options;
  const values = [
    ...lines.flatMap((line) => line.values),
    ...areas.flatMap(({ low, high }) => [...low, ...high]),
    ...marks.map(({ value }) => value),
  ];
  const yScale = scaleOf(y, values);
  const xScale =
    x.scale === 'time'
      ? timeScale(x)
      : numberScale(
          x.scale === 'log',
          positions[0] ?? 0,
          Math.max(positions.at(-1) ?? 1, (positions[0] ?? 0) + 1e-9),
        );
  return framed(
    labelsOf(y, yScale, labelCount(height)),
    x,
    xScale,
    options,
    (width) => {
      const canvas = new Canvas(width, height);
      for (const { value } of marks) {
        const at = yScale.at(value);
        for (let column = 0; column < width; column += 2) {
          const from = column / width;
          canvas.line([from, at], [from, at], style.faint, style.hasColor ? undefined : '-');
        }
      }
      // Those that are faint are behind.
      const order = [...lines.keys()].sort(
        (a, b) => Number(lines[b]?.isFaint ?? false) - Number(lines[a]?.isFaint ?? false),
      );
      for (const i of order) {
        const line = lines[i] as LineChart['lines'][number];
        const paint: Paint = line.isFaint || line.isDashed ? style.faint : paintOf(line.color);
        course(
          canvas,
          positions,
          line.values,
          line.spansGaps ?? false,
          xScale,
          yScale,
          style.hasColor ? paint : undefined,
          style.hasColor ? undefined : letterOf(i),
        );
      }
      return canvas.lines();
    },
    legend(lines, style),
    marks.map(({ label, value }) => `${label} ${formatMeasurement({ value, unit: y.unit })}`),
  );
}

function course(
  canvas: Canvas,
  positions: readonly number[],
  values: readonly number[],
  spansGaps: boolean,
  xScale: Scale,
  yScale: Scale,
  paint: Paint | undefined,
  letter: string | undefined,
): void {
  let before: readonly [number, number] | undefined;
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value) || (yScale.isLog && value <= 0)) {
      if (!spansGaps) before = undefined;
      continue;
    }
    const point = [xScale.at(positions[i] as number), yScale.at(value)] as const;
    canvas.line(before ?? point, point, paint, letter);
    before = point;
  }
}

function drawHeatmap(chart: HeatmapChart, options: DrawOptions): string[] {
  const { x, y, positions, stepSeconds, bounds, counts, lines } = chart;
  const { height, style } = options;
  const rows = bounds.length - 1;
  const yScale = numberScale(y.scale === 'log', bounds[0] as number, bounds.at(-1) as number);
  const xScale = timeScale(x);
  return framed(
    labelsOf(y, yScale, labelCount(height)),
    x,
    xScale,
    options,
    (width) => {
      const halves = 2 * height;
      const cells = Array.from({ length: halves }, () => new Float64Array(width));
      for (const [step, start] of positions.entries()) {
        const first = Math.floor(xScale.at(start) * width);
        const last = Math.max(first + 1, Math.floor(xScale.at(start + stepSeconds * 1000) * width));
        for (let row = 0; row < rows; row++) {
          const count = counts[step * rows + row] as number;
          if (!(count > 0)) continue;
          const low = Math.floor(yScale.at(bounds[row] as number) * halves);
          const high = Math.max(low + 1, Math.floor(yScale.at(bounds[row + 1] as number) * halves));
          for (let line = low; line < Math.min(high, halves); line++) {
            const cell = cells[line] as Float64Array;
            for (let column = Math.max(0, first); column < Math.min(last, width); column++) {
              cell[column] = Math.max(cell[column] as number, count);
            }
          }
        }
      }
      const most = cells.reduce((a, cell) => cell.reduce((b, count) => Math.max(b, count), a), 0);
      return Array.from({ length: height }, (_, i) => {
        const [upper, lower] = [cells[halves - 1 - 2 * i], cells[halves - 2 - 2 * i]] as [
          Float64Array,
          Float64Array,
        ];
        const text = Array.from({ length: width }, (_, column) => {
          const [above, below] = [upper[column] as number, lower[column] as number];
          return style.hasColor ? heatCell(above, below, most) : shadeOf(Math.max(above, below), most);
        });
        return text.join('').trimEnd();
      });
    },
    lastValues(lines, y.unit, style),
  );
}

function drawBars({ names, y, bars, marks, emphasized }: BarChart, { width, style }: DrawOptions): string[] {
  const values = bars.flatMap((bar) => bar.values);
  const most =
    [...values, ...marks.map(({ value }) => value)].reduce(
      (a, b) => (Number.isFinite(b) ? Math.max(a, b) : a),
      0,
    ) || 1;
  const texts = values.map((value) => formatMeasurement({ value, unit: y.unit }));
  const numberWidth = Math.max(...texts.map(widthOf));
  const nameWidth = Math.min(24, Math.max(...names.map(widthOf)));
  const labelWidth = bars.length > 1 ? Math.max(...bars.map(({ label }) => widthOf(label))) + 1 : 0;
  const room = Math.max(5, width - nameWidth - labelWidth - numberWidth - 4);
  const lines = names.flatMap((name, i) =>
    bars.map(({ label, values, color }, j) => {
      const value = values[i] as number;
      const shownName = j === 0 ? visible(name).slice(0, nameWidth) : '';
      const paint = style.hasColor
        ? emphasized.includes(i)
          ? style.bad
          : paintOf(color)
        : (text: string) => text;
      const bar = barOf(Number.isFinite(value) ? value / most : 0, room);
      const text = formatMeasurement({ value, unit: y.unit }).padStart(numberWidth);
      const end = emphasized.includes(i) && j === 0 ? ' !' : '';
      return `${shownName.padEnd(nameWidth)} ${label.slice(0, labelWidth).padEnd(labelWidth)}${paint(bar)}${' '.repeat(room - widthOf(bar))} ${text}${end}`.trimEnd();
    }),
  );
  return [
    ...lines,
    ...marks.map(({ label, value }) => style.faint(`${label} ${formatMeasurement({ value, unit: y.unit })}`)),
  ];
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

function barOf(share: number, room: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * room * 8);
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

function drawDistribution({ x, outlines, marks }: DistributionChart, options: DrawOptions): string[] {
  const { height, style } = options;
  const bounds = outlines.flatMap((outline) => outline.bounds);
  const xScale = scaleOf({ ...x, label: '' }, [...bounds, ...marks.map(({ value }) => value)]);
  const dense = outlines.map(({ bounds, shares }) => {
    // By the width of the bin on the axis, so that areas compare.
    return shares.map(
      (share, i) =>
        share / Math.max(1e-9, xScale.at(bounds[i + 1] as number) - xScale.at(bounds[i] as number)),
    );
  });
  const most = dense.flat().reduce((a, b) => (Number.isFinite(b) && b > a ? b : a), 0) || 1;
  return framed(
    [],
    x,
    xScale,
    options,
    (width) => {
      const canvas = new Canvas(width, height);
      for (const [i, { bounds, color, isDashed }] of outlines.entries()) {
        const paint = isDashed ? style.faint : paintOf(color);
        const how = [
          style.hasColor ? paint : undefined,
          style.hasColor || outlines.length === 1 ? undefined : letterOf(i),
        ] as const;
        let before: readonly [number, number] = [xScale.at(bounds[0] as number), 0];
        for (const [j, density] of (dense[i] as number[]).entries()) {
          const y = Math.max(0, density / most);
          const [from, to] = [xScale.at(bounds[j] as number), xScale.at(bounds[j + 1] as number)];
          canvas.line(before, [from, y], ...how);
          canvas.line([from, y], [to, y], ...how);
          before = [to, y];
        }
        canvas.line(before, [before[0], 0], ...how);
      }
      return canvas.lines();
    },
    legend(outlines, style),
    marks.map(({ label, value }) => `${label} ${formatMeasurement({ value, unit: x.unit })}`),
  );
}

function drawLanes({ x, lanes }: LanesChart, options: DrawOptions): string[] {
  const { style, width } = options;
  const nameWidth = Math.min(24, Math.max(...lanes.map(({ label }) => widthOf(label))));
  const scale = timeScale(x);
  const room = Math.max(10, width - nameWidth - 1);
  const paints: Readonly<Record<State, Paint>> = {
    good: style.good,
    warning: style.warning,
    bad: style.bad,
    unknown: style.faint,
  };
  const letters: Readonly<Record<State, string>> = { good: '█', warning: '▓', bad: '░', unknown: '·' };
  const rows = lanes.map(({ label, spans }) => {
    const cells = new Array<string>(room).fill(' ');
    for (const { startUnixMs, endUnixMs, state } of spans) {
      const first = Math.floor(scale.at(startUnixMs) * room);
      const last = Math.max(first + 1, Math.floor(scale.at(endUnixMs) * room));
      for (let i = Math.max(0, first); i < Math.min(last, room); i++) {
        cells[i] = style.hasColor ? paints[state]('█') : letters[state];
      }
    }
    const now = spans.at(-1);
    return [
      `${visible(label).slice(0, nameWidth).padEnd(nameWidth)} ${cells.join('')}`,
      `${' '.repeat(nameWidth + 1)}${style.faint(now === undefined ? '' : `now ${now.word}`)}`,
    ];
  });
  const axis = ruler(x, scale, room).map((line) => ' '.repeat(nameWidth + 1) + style.faint(line));
  return [...rows.flat(), ...axis];
}

/** A picture between its axes, with what is in it under it. */
function framed(
  labels: readonly string[],
  x: LineChart['x'],
  xScale: Scale,
  { width, height, style }: DrawOptions,
  paint: (width: number) => readonly string[],
  ...under: readonly (readonly string[])[]
): string[] {
  const left = labels.length === 0 ? 0 : Math.max(...labels.map(widthOf)) + 1;
  const room = Math.max(10, width - left - 1);
  const rows = paint(room);
  const indent = ' '.repeat(left);
  const lines = rows.map((row, i) => {
    // The lowest label is at the last line, the highest at the first.
    const at =
      labels.length === 0
        ? -1
        : labels.findIndex(
            (_, j) => Math.round(((labels.length - 1 - j) / (labels.length - 1)) * (height - 1)) === i,
          );
    const label = at < 0 ? indent : `${' '.repeat(left - 1 - widthOf(labels[at] as string))}${labels[at]} `;
    return `${style.faint(label)}${style.faint(labels.length === 0 ? '' : '│')}${row}`;
  });
  const axis = ruler(x, xScale, room).map(
    (line) => `${indent}${labels.length === 0 ? '' : ' '}${style.faint(line)}`,
  );
  const texts = under.flatMap((one) => (one.length === 0 ? [] : wrapped(one.join('  '), width, '  ')));
  return [...lines, ...axis, ...texts];
}

function labelCount(height: number): number {
  return Math.max(2, Math.min(5, Math.floor(height / 3) + 1));
}

function legend(
  lines: readonly {
    readonly label: string;
    readonly color: number;
    readonly isDashed?: boolean;
    readonly isFaint?: boolean;
  }[],
  style: Style,
): string[] {
  if (lines.length === 0) return [];
  return lines.map(({ label, color, isDashed, isFaint }, i) => {
    const name = visible(label);
    if (!style.hasColor) return lines.length === 1 ? name : `${letterOf(i)} ${name}`;
    return `${(isDashed || isFaint ? style.faint : paintOf(color))('━━')} ${name}`;
  });
}

/** Of what would hide the cells under it, the figures at the end. */
function lastValues(lines: HeatmapChart['lines'], unit: HeatmapChart['y']['unit'], style: Style): string[] {
  return lines.map(({ label, values }) => {
    const last = values.findLast((value) => Number.isFinite(value)) ?? Number.NaN;
    return `${style.faint(`${label} at the end`)} ${formatMeasurement({ value: last, unit })}`;
  });
}
