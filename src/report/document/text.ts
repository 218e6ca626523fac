/** A report as plain text for a terminal, a log or paper. */

import { displayWidth, shortened, visible } from '../../chart/inner.ts';
import type { Block, Findings, KeyValues, ReportDocument, Table } from './document.ts';
import { evidenceSentence } from './findings.ts';
import { padded, plainCell, wrapped } from './plain.ts';

const GAP = '  ';

/** Columns of a page. */
const WIDTH = 100;

/** Names are not cut shorter than this. */
const SHORTEST_NAME = 12;

export function renderText({ title, sections }: ReportDocument): string {
  const parts = [underlined(title, '=')];
  for (const { heading, blocks } of sections) {
    parts.push(underlined(heading, '-'), ...blocks.flatMap(renderBlock));
  }
  return `${parts.join('\n\n')}\n`;
}

/** None of a picture: the tables have its figures. */
function renderBlock(block: Block): string | readonly [] {
  switch (block.kind) {
    case 'table':
      return renderTable(block);
    case 'key_values':
      return renderKeyValues(block);
    case 'findings':
      return renderFindings(block);
    case 'note':
      return wrapped(visible(block.text), WIDTH, '');
    case 'picture':
      return [];
  }
}

function renderTable({ caption, columns, rows }: Table): string {
  const headings = columns.map(({ heading }) => heading);
  const cells = [
    headings,
    ...fitted(
      columns,
      headings,
      rows.map((row) => row.map(plainCell)),
    ),
  ];
  const widths = widthsOf(cells);
  const lines = cells.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i] as number, columns[i]?.align ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
  return caption === undefined ? lines.join('\n') : [visible(caption), '', ...lines].join('\n');
}

/** With names cut where the table is wider than a page, the longest first, and no two that differ cut alike. */
function fitted(columns: Table['columns'], headings: string[], rows: string[][]): string[][] {
  let fitting = rows;
  for (;;) {
    const widths = widthsOf([headings, ...fitting]);
    const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
    const names = widths.map((width, i) => (columns[i]?.align === 'left' ? width : 0));
    const widest = names.indexOf(Math.max(...names));
    const longest = Math.max(SHORTEST_NAME, (names[widest] ?? 0) - Math.max(0, total - WIDTH));
    if (total <= WIDTH || longest >= (names[widest] ?? 0)) return fitting;
    const shorter = fitting.map((row) => row.with(widest, shortened(row[widest] as string, longest)));
    const distinct = (all: string[][]) => new Set(all.map((row) => row[widest])).size;
    const isShorter = (widthsOf([headings, ...shorter])[widest] as number) < (widths[widest] as number);
    if (!isShorter || distinct(shorter) < distinct(fitting)) return fitting;
    fitting = shorter;
  }
}

function widthsOf(cells: readonly string[][]): number[] {
  return (cells[0] as string[]).map((_, i) =>
    Math.max(...cells.map((row) => displayWidth(row[i] as string))),
  );
}

function renderKeyValues({ pairs }: KeyValues): string {
  const width = Math.max(...pairs.map(({ label }) => label.length)) + 1;
  return pairs
    .map(({ label, value }) => `${padded(`${label}:`, width, 'left')} ${plainCell(value)}`)
    .join('\n');
}

function renderFindings({ findings }: Findings): string {
  return findings
    .map((finding, i) => {
      const number = `${i + 1}. `;
      const indent = ' '.repeat(number.length);
      const lines = [
        `${number}[${finding.severity}] ${visible(finding.message)}`,
        visible(finding.details),
        `Evidence: ${visible(evidenceSentence(finding))}.`,
      ];
      return lines.map((line) => wrapped(line, WIDTH, indent)).join(`\n${indent}`);
    })
    .join('\n');
}

function underlined(heading: string, mark: string): string {
  return `${heading}\n${mark.repeat(displayWidth(heading))}`;
}
