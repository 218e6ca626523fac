/** A report in GitHub Flavored Markdown, with tables aligned so that the source reads well too. */

import { displayWidth, visible } from '../../chart/inner.ts';
import { runSync, type Slices } from '../../metrics/inner.ts';
import type { Block, Cell, Findings, ReportDocument, Table } from './document.ts';
import { evidenceSentence } from './findings.ts';
import { padded, plainCell } from './plain.ts';

export function renderMarkdown(document: ReportDocument): string {
  return runSync(writingMarkdown(document));
}

/** The same in slices. */
export function* writingMarkdown({ title, sections }: ReportDocument): Slices<string> {
  const parts = [`# ${escaped(title)}`];
  for (const { heading, blocks } of sections) {
    parts.push(`## ${escaped(heading)}`);
    for (const block of blocks) {
      const text = block.kind === 'table' ? yield* writingTable(block) : renderBlock(block);
      if (text !== undefined) parts.push(text);
      yield;
    }
  }
  return `${parts.join('\n\n')}\n`;
}

/** Undefined of a picture that has no file. */
function renderBlock(block: Exclude<Block, Table>): string | undefined {
  switch (block.kind) {
    case 'key_values':
      return block.pairs.map(({ label, value }) => `- ${escaped(label)}: ${markdownCell(value)}`).join('\n');
    case 'findings':
      return renderFindings(block);
    case 'note':
      return escaped(block.text);
    case 'picture':
      return block.file === undefined ? undefined : `![${escaped(block.chart.title)}](${block.file})`;
  }
}

function* writingTable({ caption, columns, rows }: Table): Slices<string> {
  const headings = columns.map(({ heading }) => escaped(heading));
  const widths = headings.map((heading) => Math.max(3, displayWidth(heading)));
  const cells: string[][] = [];
  for (const row of rows) {
    const own = row.map(markdownCell);
    for (const [i, cell] of own.entries()) widths[i] = Math.max(widths[i] as number, displayWidth(cell));
    cells.push(own);
    yield;
  }
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => padded(cell, widths[i] as number, columns[i]?.align ?? 'left')).join(' | ')} |`;
  const rule = columns.map(({ align }, i) => {
    const dashes = '-'.repeat((widths[i] as number) - 1);
    return align === 'left' ? `${dashes}-` : `${dashes}:`;
  });
  const lines = [line(headings), line(rule)];
  for (const row of cells) {
    lines.push(line(row));
    yield;
  }
  const table = lines.join('\n');
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
