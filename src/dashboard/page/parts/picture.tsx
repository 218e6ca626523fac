/** A chart with its title, what it says under the cursor, its notes, the table behind it and its files. */
import { type Signal, useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { Chart } from '../../../chart/looks.ts';
import { visible } from '../../../chart/looks.ts';
import { HEIGHTS_PX, type PictureSpec, questionOf } from '../catalogue/pictures.ts';
import type { Problem } from '../data/server.ts';
import { Menu, MenuItem } from '../elements/menu.tsx';
import { Scroller } from '../elements/scroller.tsx';
import { Bars } from '../painters/bars.tsx';
import { Plot } from '../painters/plot.tsx';
import { ChartTable } from './chart-table.tsx';
import { saveCsv, savePng, saveSvg } from './export.ts';
import { ReadoutLine } from './readout-line.tsx';
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
