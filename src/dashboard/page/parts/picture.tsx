/** A chart with its title, what it says under the cursor, its notes, the table behind it and its files. */
import { type Signal, useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { Chart } from '../../../chart/looks.ts';
import { shortened, visible } from '../../../chart/looks.ts';
import { HEIGHTS_PX, type PictureSpec, questionOf } from '../catalogue/pictures.ts';
import type { Problem } from '../data/server.ts';
import { Menu, MenuItem } from '../elements/menu.tsx';
import { Scroller } from '../elements/scroller.tsx';
import { Bars } from '../painters/bars.tsx';
import { colorOf, lookOf } from '../painters/look.ts';
import { isOverTime } from '../painters/painting.ts';
import { Plot } from '../painters/plot.tsx';
import { readoutOf } from '../painters/readout.ts';
import { cursor } from '../state/cursor.ts';
import { theme } from '../state/theme.ts';
import { ChartTable } from './chart-table.tsx';
import { saveCsv, savePng, saveSvg } from './export.ts';
import { useFeed, useVisible } from './use-feed.ts';

export function Picture({ spec }: { readonly spec: PictureSpec }) {
  const figure = useRef<HTMLElement>(null);
  const isVisible = useVisible(figure);
  const { answer, problem } = useFeed(questionOf(spec), isVisible);
  const isTable = useSignal(false);
  const own = useSignal<number | undefined>(undefined);
  const [titleId, descriptionId, readoutId] = [useId(), useId(), useId()];
  const chart = answer?.chart as Chart | undefined;
  const title = chart?.title ?? spec.title;
  const toggleTable = () => {
    isTable.value = !isTable.value;
  };
  return (
    <figure
      ref={figure}
      class={`picture is-${spec.height}${spec.isWide ? ' is-wide' : ''}`}
      aria-labelledby={titleId}
      aria-busy={!chart && !problem}
      data-chart={spec.chart}
      aria-describedby={`${descriptionId} ${readoutId}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the page act on the picture that has the focus
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        toggleTable();
      }}
    >
      <figcaption class="picture-head">
        <h3 id={titleId} title={visible(title)}>
          {visible(title)}
        </h3>
        <Menu label={`${spec.title}: table and files`}>
          <MenuItem onChoose={toggleTable}>{isTable.value ? 'Picture' : 'Table'}</MenuItem>
          <MenuItem onChoose={() => saveCsv(spec)}>CSV</MenuItem>
          <MenuItem onChoose={() => saveSvg(spec)}>SVG</MenuItem>
          <MenuItem onChoose={() => savePng(spec)}>PNG</MenuItem>
        </Menu>
      </figcaption>
      <p id={descriptionId} class="for-readers">
        {chart && visible(chart.description)}
      </p>
      <ReadoutLine id={readoutId} chart={chart} own={own} />
      <div class="picture-body" style={{ blockSize: `${HEIGHTS_PX[spec.height]}px` }}>
        <Body spec={spec} chart={chart} problem={problem} isTable={isTable} own={own} />
      </div>
      <p class="picture-notes" title={chart?.notes.join(' ')}>
        {problem && chart ? `Not up to date: ${problem.message}` : chart?.notes.join(' ')}
      </p>
    </figure>
  );
}

interface BodyProps {
  readonly spec: PictureSpec;
  readonly chart: Chart | undefined;
  readonly problem: Problem | undefined;
  readonly isTable: Signal<boolean>;
  readonly own: Signal<number | undefined>;
}

function Body({ spec, chart, problem, isTable, own }: BodyProps) {
  if (!chart && problem) return <Unanswered problem={problem} />;
  if (!chart) return <div class="skeleton" />;
  if (chart.isEmpty) return <p class="picture-empty">{visible(chart.description)}</p>;
  if (isTable.value) return <ChartTable chart={chart} />;
  if (chart.kind === 'bars') {
    return (
      <Scroller label={spec.title} class="bars">
        <Bars chart={chart} />
      </Scroller>
    );
  }
  return (
    <Plot
      chart={chart}
      heightPx={HEIGHTS_PX[spec.height]}
      onPoint={(at) => {
        own.value = at;
      }}
    />
  );
}

function Unanswered({ problem: { kind, message } }: { readonly problem: Problem }) {
  const remedy = {
    unreachable: 'It is asked for again as soon as the server answers.',
    unauthorized: 'Give the token that the server was started with.',
    refused: 'Change the filters or the time.',
    failed: 'It is asked for again; the log of the server says more.',
  }[kind];
  return (
    <p class="picture-empty is-problem">
      {message} {remedy}
    </p>
  );
}

/** Of the name of a line, in characters: versions are told by their ends. */
const LONGEST_LABEL = 28;

interface ReadoutProps {
  readonly id: string;
  readonly chart: Chart | undefined;
  readonly own: Signal<number | undefined>;
}

/** One line, whatever it says: what does not fit is in the table. */
function ReadoutLine({ id, chart, own }: ReadoutProps) {
  const at = chart && isOverTime(chart) ? cursor.value?.unixMs : own.value;
  const readout = chart && !chart.isEmpty ? readoutOf(chart, at) : undefined;
  const look = lookOf(theme.value);
  return (
    <p id={id} class="readout">
      {readout && (
        <>
          {readout.at && <span class="readout-at">{readout.at}</span>}
          {readout.entries.map(({ label, text, color }) => (
            <span key={label} class="readout-entry">
              {color !== undefined && <i class="swatch" style={{ background: colorOf(look, color) }} />}
              <span class="readout-label">{shortened(visible(label), LONGEST_LABEL)}</span>{' '}
              {text && <b>{text}</b>}
            </span>
          ))}
          {readout.count !== undefined && (
            <span class="readout-entry">
              <span class="readout-label">n</span> <b>{readout.count.toLocaleString('en-US')}</b>
            </span>
          )}
          {chart && chart.errorRatio > 0 && (
            <span class="readout-entry is-quiet">± {Number((100 * chart.errorRatio).toPrecision(2))} %</span>
          )}
        </>
      )}
    </p>
  );
}
