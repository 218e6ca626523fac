/** A bar for each name, with its figure: rows, so that names of any length can be read. */
import { type BarChart, type Limit, visible } from '../../../chart/looks.ts';
import { theme } from '../state/theme.ts';
import { colorOf, lookOf } from './look.ts';
import { markColor } from './marks.ts';
import { figure, isGap } from './readout.ts';

export function Bars({ chart }: { readonly chart: BarChart }) {
  const { names, bars, emphasized, y } = chart;
  const marks: readonly Limit[] = [...chart.marks, ...(chart.limits ?? [])];
  const look = lookOf(theme.value);
  const most = Math.max(
    ...bars.flatMap(({ values }) => values.map((value) => value ?? 0)),
    ...marks.map(({ value }) => value),
    Number.MIN_VALUE,
  );
  const percent = (value: number | null | undefined) => `${(100 * Math.max(0, value ?? 0)) / most}%`;
  return (
    <ul>
      {names.map((name, i) => (
        <li key={name}>
          <span class="bars-name" title={visible(name)}>
            {emphasized.includes(i) && <b class="word is-warning">▲ </b>}
            {visible(name)}
          </span>
          <span class="bars-rows">
            {bars.map(({ label, color, values }) =>
              isGap(values[i]) ? null : (
                <span key={label} class="bars-row">
                  <span class="bars-track">
                    <span
                      class="bars-bar"
                      style={{ inlineSize: percent(values[i]), background: colorOf(look, color) }}
                    />
                    {marks.map((mark) => (
                      <span
                        key={mark.label}
                        class="bars-mark"
                        style={{
                          insetInlineStart: percent(mark.value),
                          ...(mark.severity && { background: markColor(mark, look) }),
                        }}
                      />
                    ))}
                  </span>
                  <span>{figure(values[i], y.unit)}</span>
                </span>
              ),
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
