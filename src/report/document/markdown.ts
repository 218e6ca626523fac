/** A report in GitHub Flavored Markdown, with tables aligned so that the source reads well too. */

import { displayWidth, visible } from '../../chart/inner.ts';
import { runSync, type Slices } from '../../metrics/inner.ts';
import type { Block, Cell, Findings, ReportDocument, Table } from './document.ts';
import { evidenceSentence } from './findings.ts';
import { padded, plainCell } from './plain.ts';

export function renderMarkdown(document: ReportDocument): string {
  return runSync(writingMarkdown(document)).join('');
}

/** The same in slices, and in pieces, since one text of thousands of rows takes long to put together. */
export function* writingMarkdown({ title, sections }: ReportDocument): Slices<string[]> {
  const pieces = [`# ${escaped(title)}\n`];
  for (const { heading, blocks } of sections) {
    pieces.push(`\n## ${escaped(heading)}\n`);
    for (const block of blocks) {
      if (block.kind === 'table') {
        pieces.push('\n');
        yield* writingTable(block, pieces);
      } else {
        const text = renderBlock(block);
        if (text !== undefined) pieces.push(`\n${text}\n`);
      }
      yield;
    }
  }
  return pieces;
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

/** Adds its lines to `pieces`. */
function* writingTable({ caption, columns, rows }: Table, pieces: string[]): Slices<void> {
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
    `| ${row.map((cell, i) => padded(cell, widths[i] as number, columns[i]?.align ?? 'left')).join(' | ')} |\n`;
  const rule = columns.map(({ align }, i) => {
    const dashes = '-'.repeat((widths[i] as number) - 1);
    return align === 'left' ? `${dashes}-` : `${dashes}:`;
  });
  if (caption !== undefined) pieces.push(`### ${escaped(caption)}\n\n`);
  pieces.push(line(headings), line(rule));
  for (const row of cells) {
    pieces.push(line(row));
    yield;
  }
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
