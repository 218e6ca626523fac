/** Documents with one block, to look at how a format renders it. */

import {
  type Block,
  type Cell,
  type Measurement,
  type ReportDocument,
  type ReportFormat,
  renderReport,
} from 'inferometer/report';

/** How the block reads, without the title and the heading of its section. */
export function rendered(block: Block, format: ReportFormat): string {
  const document: ReportDocument = {
    schemaVersion: 1,
    title: 'T',
    startedAtUnixMs: 0,
    takenAtUnixMs: 0,
    sections: [{ id: 's', heading: 'S', blocks: [block] }],
  };
  return renderReport(document, format)
    .split('\n')
    .slice(format === 'markdown' ? 4 : 6, -1)
    .join('\n');
}

/** How a single cell reads. */
export function renderedCell(value: Cell, format: ReportFormat = 'text'): string {
  const block: Block = { kind: 'key_values', pairs: [{ label: 'L', value }] };
  return rendered(block, format).replace(format === 'markdown' ? '- L: ' : 'L: ', '');
}

export function spelt(value: number, unit: Measurement['unit']): string {
  return renderedCell({ value, unit });
}
