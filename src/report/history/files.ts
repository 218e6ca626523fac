/** The files of a report. */
import { type Chart, type PngOptions, renderPng, renderSvg } from '../../chart/inner.ts';
import { InferometerError } from '../../errors.ts';
import { joinedBytes } from '../../histogram/inner.ts';
import type { Slices, TimeBudget } from '../../metrics/inner.ts';
import { reportResults } from '../comprehensive.ts';
import type { ReportDocument } from '../document/document.ts';
import { writingMarkdown } from '../document/markdown.ts';
import { writingHtml } from '../html/page.ts';
import { reportJson, writingJson } from '../report-json.ts';
import type { ReportContext } from '../sections/context.ts';

export const REPORT_FORMATS = ['html', 'json', 'markdown', 'svg', 'png'] as const;

/** `html` is report.html, and the same as index.html; `svg` and `png` are the pictures. */
export type ReportFileFormat = (typeof REPORT_FORMATS)[number];

export interface ReportFile {
  /** `report.html`, `latency-heatmap.svg`. Files lie side by side: links between them hold on disk and on a server. */
  readonly name: string;
  /** `text/html; charset=utf-8` */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

const SVG_SIZE = { widthPx: 800, heightPx: 400 };

/** 1,200 by 600 points. */
const PNG_SIZE = { widthInches: 8, heightInches: 4, dpi: 150 };

export function* writingFiles(
  document: ReportDocument,
  context: ReportContext,
  isWanted: (format: ReportFileFormat) => boolean,
): Slices<ReportFile[]> {
  const files: ReportFile[] = [];
  if (isWanted('html')) {
    const pieces = yield* writingHtml(document);
    const page = yield* encoding('report.html', 'text/html; charset=utf-8', pieces, '\n');
    files.push(page, { ...page, name: 'index.html' });
  }
  yield;
  if (isWanted('json')) {
    const json = yield* reportJson(yield* reportResults(context), context);
    files.push(yield* encoding('report.json', 'application/json', yield* writingJson(json)));
  }
  yield;
  if (isWanted('markdown')) {
    const pieces = yield* writingMarkdown(document);
    files.push(yield* encoding('report.md', 'text/markdown; charset=utf-8', pieces));
  }
  yield;
  for (const block of document.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'picture' || block.file === undefined) continue;
    files.push(yield* encoding(block.file, 'image/svg+xml', [renderSvg(block.chart, SVG_SIZE)]));
    yield;
  }
  return files;
}

/** Characters that are encoded in one go: a fraction of a millisecond. */
const ENCODED = 65_536;

function* encoding(
  name: string,
  contentType: string,
  pieces: readonly string[],
  between = '',
): Slices<ReportFile> {
  const encoder = new TextEncoder();
  const encoded: Uint8Array[] = [];
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    text += i === 0 ? piece : between + piece;
    if (text.length < ENCODED && i < pieces.length - 1) continue;
    encoded.push(encoder.encode(text));
    text = '';
    yield;
  }
  return { name, contentType, bytes: joinedBytes(encoded) };
}

export interface Drawing {
  readonly png: Pick<PngOptions, 'resvg' | 'wasm'> | undefined;
  /** Whether somebody asked for them; else they are there where what draws them is installed. */
  readonly isRequired: boolean;
  readonly budget: TimeBudget;
  /** Called after each. */
  readonly progress: () => void;
}

/** As PNG. Each picture holds the event loop for as long as it is drawn: nothing draws a part of one. @throws CHART_PNG_PEER */
export async function drawnFiles(
  charts: readonly Chart[],
  { png = {}, isRequired, budget, progress }: Drawing,
): Promise<ReportFile[]> {
  const files: ReportFile[] = [];
  for (const chart of charts) {
    try {
      const bytes = await renderPng(chart, { ...PNG_SIZE, ...png });
      files.push({ name: `${chart.id}.png`, contentType: 'image/png', bytes });
    } catch (error) {
      const isMissing = error instanceof InferometerError && error.code === 'CHART_PNG_PEER';
      if (isMissing && !isRequired) return [];
      throw error;
    }
    progress();
    await budget.pause();
  }
  return files;
}
