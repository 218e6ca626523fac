/** A report as plain text for a terminal or a log. */

import type { Block, Findings, KeyValues, ReportDocument, Table } from './document.ts';
import { evidenceSentence } from './findings.ts';
import { displayWidth, padded, plainCell, visible } from './plain.ts';

const GAP = '  ';

export function renderText({ title, sections }: ReportDocument): string {
  const parts = [underlined(title, '=')];
  for (const { heading, blocks } of sections) {
    parts.push(underlined(heading, '-'), ...blocks.map(renderBlock));
  }
  return `${parts.join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'table':
      return renderTable(block);
    case 'key_values':
      return renderKeyValues(block);
    case 'findings':
      return renderFindings(block);
    case 'note':
      return visible(block.text);
  }
}

function renderTable({ caption, columns, rows }: Table): string {
  const cells = [columns.map(({ heading }) => heading), ...rows.map((row) => row.map(plainCell))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i] as string))));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i] as number, columns[i]?.align ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
  return caption === undefined ? lines.join('\n') : [visible(caption), '', ...lines].join('\n');
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
      return [
        `${number}[${finding.severity}] ${visible(finding.message)}`,
        `${indent}${visible(finding.details)}`,
        `${indent}Evidence: ${visible(evidenceSentence(finding))}.`,
      ].join('\n');
    })
    .join('\n');
}

function underlined(heading: string, mark: string): string {
  return `${heading}\n${mark.repeat(displayWidth(heading))}`;
}
