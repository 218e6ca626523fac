/** The tables of a kind of work, as a report has them. */
import { useRef } from 'preact/hooks';
import { visible } from '../../../chart/looks.ts';
import type { Block, Category, Cell } from '../../../client/index.ts';
import { tablesOf } from '../data/questions.ts';
import { Scroller } from '../elements/scroller.tsx';
import { Sparkline } from '../elements/sparkline.tsx';
import { figure } from '../painters/readout.ts';
import { useFeed, useVisible } from './use-feed.ts';

export function Tables({ category }: { readonly category: Category }) {
  const region = useRef<HTMLElement>(null);
  const { answer, problem } = useFeed(tablesOf(category), useVisible(region));
  return (
    <section ref={region} class="tables" aria-label={`Tables: ${category}`}>
      {!answer && problem && <p class="nothing">{problem.message}</p>}
      {answer?.sections.map(({ heading, blocks }) => (
        <section key={heading}>
          <h3>{heading}</h3>
          {blocks.map((block, i) => (
            <BlockView key={i} block={block} heading={heading} />
          ))}
        </section>
      ))}
    </section>
  );
}

function BlockView({ block, heading }: { readonly block: Block; readonly heading: string }) {
  switch (block.kind) {
    case 'note':
      return <p class="note">{visible(block.text)}</p>;
    // They are at the head of the page.
    case 'findings':
      return null;
    case 'key_values':
      return (
        <dl class="key-values">
          {block.pairs.map(({ label, value }) => (
            <div key={label}>
              <dt>{visible(label)}</dt>
              <dd>
                <CellView cell={value} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return (
        <Scroller label={visible(block.caption ?? heading)}>
          <table>
            {block.caption && <caption>{visible(block.caption)}</caption>}
            <thead>
              <tr>
                {block.columns.map(({ heading, align }) => (
                  <th key={heading} scope="col" class={`is-${align}`}>
                    {visible(heading)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((cells, row) => (
                <tr key={row}>
                  {cells.map((cell, i) => (
                    <td key={block.columns[i]?.heading} class={`is-${block.columns[i]?.align}`}>
                      <CellView cell={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      );
  }
}

function CellView({ cell }: { readonly cell: Cell }) {
  if (typeof cell === 'string')
    return <span title={cell.length > 40 ? visible(cell) : undefined}>{visible(cell)}</span>;
  if ('values' in cell) return <Sparkline values={cell.values} />;
  const shown = figure(cell.value, cell.unit);
  if (!cell.best) return <>{shown}</>;
  return (
    <>
      <strong>{shown}</strong> (best)
    </>
  );
}
