/** Groups of bars, a group for each name. */
import { scaleBand } from 'd3-scale';
import { textWidth } from '../look/text-width.ts';
import type { BarChart } from '../model.ts';
import { element, type Markup, pixels } from './element.ts';
import {
  type Box,
  type Canvas,
  horizontalGrid,
  labelsWidth,
  nameText,
  plotIn,
  SIZES,
  sideTitle,
  text,
} from './frame.ts';
import { colorOf } from './lines.ts';
import { type Entry, legend } from './names.ts';
import { axisTitle, numberScale } from './scales.ts';

/** Narrower than this, names are turned. */
const UPRIGHT_PX = 44;

const TURNED_NAME_PX = 90;

export function paintBars(chart: BarChart, canvas: Canvas, room: Box): Markup[] {
  const { bars, names, marks, emphasized, y: yAxis } = chart;
  const { colors } = canvas;
  const entries = bars.map(({ label, color }): Entry => ({ label, color: colorOf(color, canvas) }));
  const named = entries.length > 1 ? legend(entries, room, canvas) : { markup: [], heightPx: 0 };
  const values = [0, ...bars.flatMap((one) => one.values), ...marks.map(({ value }) => value)];
  const marksPx = Math.max(0, ...marks.map(({ label }) => textWidth(label, SIZES.small) + 10));
  const across = plotIn(room, labelsWidth(numberScale(yAxis, values, [1, 0])), marksPx, named.heightPx);
  const widest = Math.max(...names.map((name) => textWidth(name, SIZES.label)));
  const slot = (across.right - across.left) / names.length;
  const isTurned = slot < UPRIGHT_PX || (widest > slot - 8 && slot < 110);
  const namesPx = isTurned ? Math.min(TURNED_NAME_PX, widest) * 0.72 + 22 : 28;
  const plot = { ...across, bottom: room.bottom - namesPx };
  const y = numberScale(yAxis, values, [plot.bottom, plot.top]);
  const places = scaleBand(
    names.map((_, i) => i),
    [plot.left, plot.right],
  ).padding(names.length > 12 ? 0.2 : 0.35);
  const width = Math.min(places.bandwidth() / bars.length, 48);
  const zero = y.position(0);
  return [
    sideTitle(axisTitle(yAxis), room, canvas),
    ...named.markup,
    ...horizontalGrid(y, plot, canvas),
    ...names.flatMap((name, i) => {
      const middle = (places(i) as number) + places.bandwidth() / 2;
      const isLoud = emphasized.includes(i);
      const from = middle - (width * bars.length) / 2;
      return [
        ...bars.flatMap(({ values: own, color }, j) => {
          const value = own[i] as number;
          if (!Number.isFinite(value)) return [];
          const end = y.position(value);
          // What is there is seen, however little it is.
          const height = Math.max(1, Math.abs(end - zero));
          return [
            element('rect', {
              x: from + j * width + 0.5,
              y: value < 0 ? zero : zero - height,
              width: Math.max(1, width - 1),
              height,
              fill: isLoud ? colors.states.bad : colorOf(color, canvas),
            }),
          ];
        }),
        ...(isLoud ? [flag(middle, plot.top - 4, canvas)] : []),
        nameUnder(name, middle, plot.bottom, isTurned, slot, isLoud, canvas),
      ];
    }),
    element('path', { d: `M${plot.left} ${Math.round(zero) + 0.5}H${plot.right}`, stroke: colors.muted }),
    ...marks.flatMap(({ label, value }) => {
      const at = Math.round(y.position(value)) + 0.5;
      return [
        element('path', {
          d: `M${plot.left} ${at}H${plot.right}`,
          stroke: colors.ink,
          'stroke-dasharray': '4 3',
        }),
        text(plot.right + 6, at + 3, label, colors.ink, { size: SIZES.small }),
      ];
    }),
  ];
}

/** Over what deserves a look: more than a colour says so. */
function flag(x: number, y: number, { colors }: Canvas): Markup {
  return element('path', { d: `M${pixels(x - 4)} ${y - 7}h8l-4 6z`, fill: colors.states.bad });
}

function nameUnder(
  name: string,
  x: number,
  bottom: number,
  isTurned: boolean,
  slot: number,
  isLoud: boolean,
  { colors }: Canvas,
): Markup {
  const fill = isLoud ? colors.ink : colors.muted;
  if (!isTurned)
    return nameText(x, bottom + 16, name, slot - 8, fill, {
      anchor: 'middle',
      ...(isLoud && { weight: 600 }),
    });
  const made = nameText(0, 0, name, TURNED_NAME_PX, fill, { anchor: 'end', ...(isLoud && { weight: 600 }) });
  return element('g', { transform: `translate(${Math.round(x + 3)} ${bottom + 14}) rotate(-45)` }, made);
}
