/** A bar for each name, with its figure: rows, so that names of any length can be read. */
import { type BarChart, formatMeasurement, visible } from '../../../chart/looks.ts';
import { theme } from '../state/theme.ts';
import { colorOf, lookOf } from './look.ts';
import { figure } from './readout.ts';

export function Bars({ chart }: { readonly chart: BarChart }) {
  const { names, bars, marks, emphasized, y } = chart;
  const look = lookOf(theme.value);
  const most = Math.max(
    ...bars.flatMap(({ values }) => values.map((value) => value ?? 0)),
    ...marks.map(({ value }) => value),
    Number.MIN_VALUE,
  );
  const percent = (value: number | null | undefined) => `${(100 * Math.max(0, value ?? 0)) / most}%`;
  return (
    <>
      <p class="bars-legend" aria-hidden="true">
        {bars.length > 1 &&
          bars.map(({ label, color }) => (
            <span key={label}>
              <i class="swatch" style={{ background: colorOf(look, color) }} />
              {visible(label)}
            </span>
          ))}
        {marks.map(({ label, value }) => (
          <span key={label}>
            <i class="swatch is-mark" />
            {visible(label)} {formatMeasurement({ value, unit: y.unit })}
          </span>
        ))}
      </p>
      <ul>
        {names.map((name, i) => (
          <li key={name}>
            <span class="bars-name" title={visible(name)}>
              {emphasized.includes(i) && <b class="word is-warning">▲ </b>}
              {visible(name)}
            </span>
            <span class="bars-track">
              {bars.map(({ label, color, values }) => (
                <span
                  key={label}
                  class="bars-bar"
                  style={{ inlineSize: percent(values[i]), background: colorOf(look, color) }}
                />
              ))}
              {marks.map(({ label, value }) => (
                <span key={label} class="bars-mark" style={{ insetInlineStart: percent(value) }} />
              ))}
            </span>
            <span class="bars-value">
              {bars.map(({ label, values }) => (
                <span key={label}>{figure(values[i], y.unit)}</span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
