/** A report in GitHub Flavored Markdown, with tables aligned so that the source reads well too. */

import { displayWidth, visible } from '../../chart/inner.ts';
import type { Block, Cell, Findings, ReportDocument, Table } from './document.ts';
import { evidenceSentence } from './findings.ts';
import { padded, plainCell } from './plain.ts';

export function renderMarkdown({ title, sections }: ReportDocument): string {
  const parts = [`# ${escaped(title)}`];
  for (const { heading, blocks } of sections) {
    parts.push(`## ${escaped(heading)}`, ...blocks.flatMap(renderBlock));
  }
  return `${parts.join('\n\n')}\n`;
}

/** None of a picture that has no file. */
function renderBlock(block: Block): string | readonly [] {
  switch (block.kind) {
    case 'table':
      return renderTable(block);
    case 'key_values':
      return block.pairs.map(({ label, value }) => `- ${escaped(label)}: ${markdownCell(value)}`).join('\n');
    case 'findings':
      return renderFindings(block);
    case 'note':
      return escaped(block.text);
    case 'picture':
      return block.file === undefined ? [] : `![${escaped(block.chart.title)}](${block.file})`;
  }
}

function renderTable({ caption, columns, rows }: Table): string {
  const headings = columns.map(({ heading }) => escaped(heading));
  const cells = rows.map((row) => row.map(markdownCell));
  const widths = headings.map((heading, i) =>
    Math.max(3, ...[heading, ...cells.map((row) => row[i] as string)].map(displayWidth)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => padded(cell, widths[i] as number, columns[i]?.align ?? 'left')).join(' | ')} |`;
  const rule = columns.map(({ align }, i) => {
    const dashes = '-'.repeat((widths[i] as number) - 1);
    return align === 'left' ? `${dashes}-` : `${dashes}:`;
  });
  const table = [line(headings), line(rule), ...cells.map(line)].join('\n');
  return caption === undefined ? table : `### ${escaped(caption)}\n\n${table}`;
}

function renderFindings({ findings }: Findings): string {
  return findings
    .map((finding, i) => {
      const indent = ' '.repeat(`${i + 1}. `.length);
      return [
        `${i + 1}. **${escaped(finding.message)}** (${finding.severity})`,
        `${indent}${escaped(finding.details)}`,
        `${indent}Evidence: ${escaped(evidenceSentence(finding))}.`,
      ].join('\n');
    })
    .join('\n');
}

function markdownCell(cell: Cell): string {
  return escapeMarks(plainCell(cell));
}

function escaped(text: string): string {
  return escapeMarks(visible(text));
}

/**
 * What would be read as markup, or would end a cell, reads as itself. An underscore inside a word is left alone,
 * as GitHub's markdown does: most names of models have one.
 */
function escapeMarks(text: string): string {
  return text.replace(MARKS, '\\$&');
}

const MARKS = /[\\|`*[\]<>~]|&(?=[#\w]+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
