/** What a picture says at the cursor, in one line: as much as fits, and all of it under the pointer and the focus. */
import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Chart, shortened, textWidth, visible } from '../../../chart/looks.ts';
import { useWidth } from '../elements/use-width.ts';
import { colorOf, type Look, lookOf } from '../painters/look.ts';
import { isOverTime } from '../painters/painting.ts';
import { type Entry, type Readout, readoutOf } from '../painters/readout.ts';
import { cursor } from '../state/cursor.ts';
import { theme } from '../state/theme.ts';

/** Of the name of a line, in characters: the first of these with which all have room. */
const LABEL_LENGTHS = [40, 28, 20, 15, 11] as const;
/** As styles/pictures.css has them; on a narrow picture values are as wide as they are. */
const [FONT_PX, GAP_PX, SWATCH_PX, LEAST_VALUE_PX, MORE_PX, NARROW_PX] = [12, 16, 20, 50, 40, 400];

interface Fitted {
  readonly entries: readonly Entry[];
  readonly labelLength: number;
  readonly hasError: boolean;
}

interface ReadoutProps {
  readonly id: string;
  readonly chart: Chart | undefined;
  readonly own: Signal<number | undefined>;
}

export function ReadoutLine({ id, chart, own }: ReadoutProps) {
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const at = chart && isOverTime(chart) ? cursor.value?.unixMs : own.value;
  const readout = chart && !chart.isEmpty ? readoutOf(chart, at) : undefined;
  const look = lookOf(theme.value);
  if (!chart || !readout) return <div ref={frame} class="readout" id={id} />;
  const { errorRatio } = chart;
  const { entries, labelLength, hasError } = fitted(readout, errorRatio, widthPx);
  const hidden = readout.entries.length - entries.length;
  const isCut = hidden > 0 || entries.some(({ label }) => visible(label).length > labelLength);
  const line = { readout, look, labelLength };
  return (
    <div ref={frame} class="readout">
      <p class="readout-line" {...(isCut ? { 'aria-hidden': true } : { id })}>
        <Line {...line} entries={entries} errorRatio={hasError ? errorRatio : 0} />
        {hidden > 0 && <span class="readout-more">+ {hidden}</span>}
      </p>
      {isCut && (
        <p id={id} class="readout-whole">
          <Line {...line} entries={readout.entries} labelLength={Infinity} errorRatio={errorRatio} />
        </p>
      )}
    </div>
  );
}

interface LineProps {
  readonly readout: Readout;
  readonly entries: readonly Entry[];
  readonly labelLength: number;
  readonly errorRatio: number;
  readonly look: Look;
}

function Line({ readout: { at, count }, entries, labelLength, errorRatio, look }: LineProps) {
  return (
    <>
      {at && <span class="readout-at">{at}</span>}
      {entries.map(({ label, text, color, isOfFew }) => (
        <span key={label} class="readout-entry">
          {color !== undefined && <i class="swatch" style={{ background: colorOf(look, color) }} />}
          <span class="readout-label">{shortened(visible(label), labelLength)}</span>{' '}
          {text && <b class={isOfFew ? 'is-of-few' : ''}>{text}</b>}
        </span>
      ))}
      {count !== undefined && (
        <span class="readout-entry">
          <span class="readout-label">{entries.some(({ isOfFew }) => isOfFew) ? 'few, n' : 'n'}</span>{' '}
          <b>{countText(count)}</b>
        </span>
      )}
      {errorRatio > 0 && <span class="readout-entry">{errorText(errorRatio)}</span>}
    </>
  );
}

/** Names are shortened before any is left out; what is said of the error stands in the notes, too, and goes first. */
function fitted({ at, entries, count }: Readout, errorRatio: number, widthPx: number): Fitted {
  const leastPx = widthPx < NARROW_PX ? 0 : LEAST_VALUE_PX;
  const countPx =
    count === undefined
      ? 0
      : widthOf(entries.some(({ isOfFew }) => isOfFew) ? 'few, n' : 'n', 0) +
        5 +
        widthOf(countText(count), leastPx) +
        GAP_PX;
  const errorPx = errorRatio > 0 ? widthOf(errorText(errorRatio), 0) + GAP_PX : 0;
  const roomPx = widthPx - (at ? widthOf(at, 56) + GAP_PX : 0) - countPx;
  const widthWith = (labelLength: number) =>
    entries.map(
      ({ label, text, color }) =>
        (color === undefined ? 5 : SWATCH_PX) +
        widthOf(shortened(visible(label), labelLength), 0) +
        (text ? widthOf(text, leastPx) : 0) +
        GAP_PX,
    );
  const sum = (widths: readonly number[]) => widths.reduce((all, one) => all + one, 0);
  const labelLength = LABEL_LENGTHS.find((length) => sum(widthWith(length)) <= roomPx);
  if (labelLength !== undefined) {
    return { entries, labelLength, hasError: sum(widthWith(labelLength)) + errorPx <= roomPx };
  }
  const least = LABEL_LENGTHS.at(-1) as number;
  let left = roomPx - MORE_PX;
  const shown = widthWith(least).findIndex((width) => {
    left -= width;
    return left < 0;
  });
  return { entries: entries.slice(0, Math.max(1, shown)), labelLength: least, hasError: false };
}

function widthOf(text: string, leastPx: number): number {
  return Math.max(leastPx, textWidth(text, FONT_PX));
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

function errorText(errorRatio: number): string {
  return `± ${Number((100 * errorRatio).toPrecision(2))} %`;
}
