/** What was in which state when: a lane for each. */
import { textWidth } from '../look/text-width.ts';
import type { LanesChart, State } from '../model.ts';
import { element, type Markup } from './element.ts';
import { type Box, bottomAxis, type Canvas, nameText, plotIn, SIZES, text } from './frame.ts';
import { clipPath } from './lines.ts';
import { timeScale } from './time-scale.ts';

const [GAP, TALLEST] = [6, 36];

/** Taller the worse it is, so that a picture without colours says the same. */
const HEIGHT_OF: Readonly<Record<State, number>> = { good: 0.5, warning: 0.75, bad: 1, unknown: 0.15 };

export function paintLanes(chart: LanesChart, canvas: Canvas, room: Box): Markup[] {
  const { lanes } = chart;
  const { colors } = canvas;
  const namesPx = Math.min(
    Math.max(...lanes.map(({ label }) => textWidth(label, SIZES.label))) + 12,
    (room.right - room.left) / 3,
  );
  const plot = plotIn(room, namesPx);
  const x = timeScale(chart.x, canvas.timeZone, [plot.left, plot.right]);
  const each = Math.min((plot.bottom - plot.top - GAP) / lanes.length, TALLEST + GAP);
  const tall = Math.max(2, each - GAP);
  const clip = `${canvas.idPrefix}plot`;
  const words = new Map(lanes.flatMap(({ spans }) => spans.map(({ state, word }) => [word, state] as const)));
  return [
    ...bottomAxis(x, plot, x.title, canvas),
    clipPath(clip, plot),
    ...lanes.flatMap(({ label, spans }, i) => {
      const bottom = plot.top + i * each + tall;
      return [
        nameText(plot.left - 8, bottom - tall / 2 + 4, label, namesPx - 12, colors.muted, { anchor: 'end' }),
        element(
          'g',
          { 'clip-path': `url(#${clip})` },
          ...spans.flatMap(({ startUnixMs, endUnixMs, state, word }) => {
            const [from, to] = [x.position(startUnixMs), x.position(endUnixMs)];
            const height = Math.max(1, tall * HEIGHT_OF[state]);
            const middle = (Math.max(from, plot.left) + Math.min(to, plot.right)) / 2;
            const hasRoom = to - from > textWidth(word, SIZES.small) + 8 && height >= 12;
            return [
              element('rect', {
                x: from,
                y: bottom - height,
                width: Math.max(1, to - from),
                height,
                fill: colors.states[state],
              }),
              ...(hasRoom
                ? [
                    text(middle, bottom - height / 2 + 3.5, word, colors.surface, {
                      anchor: 'middle',
                      size: SIZES.small,
                      weight: 600,
                    }),
                  ]
                : []),
            ];
          }),
        ),
      ];
    }),
    ...stateLegend([...words], room, canvas),
  ];
}

/** The words for the colours, under the title. */
function stateLegend(
  words: readonly (readonly [word: string, state: State])[],
  { left, top }: Box,
  { colors }: Canvas,
): Markup[] {
  let x = left;
  return words.flatMap(([word, state]) => {
    const at = x;
    x += textWidth(word, SIZES.small) + 30;
    const y = top + 8;
    return [
      element('rect', { x: at, y: y - 8, width: 9, height: 9, fill: colors.states[state] }),
      text(at + 14, y, word, colors.muted, { size: SIZES.small }),
    ];
  });
}
