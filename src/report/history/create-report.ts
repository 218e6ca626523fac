/** A report of a range of history as files: what a reader opens, what a program reads, and each picture by itself. */
import { wrongKind } from '../../errors.ts';
import { runInSlices, TimeBudget } from '../../metrics/inner.ts';
import { runtimeName, systemScheduler } from '../../runtime/index.ts';
import { contextOf, FILTER_NAMES, READING_OPTIONS, type ReadingOptions } from '../../telemetry/index.ts';
import { isRecord, requireFields, requireFunction } from '../../validate.ts';
import { documenting, judging } from '../build.ts';
import { comprehensiveReport } from '../comprehensive.ts';
import type { ReportDocument } from '../document/document.ts';
import { renderMarkdown } from '../document/markdown.ts';
import { writingHtml } from '../html/page.ts';
import type { ReportHistory, ReportRange } from './history.ts';
import { readHistory } from './reading.ts';

const FORMATS = ['html', 'json', 'markdown', 'svg', 'png'] as const;

/** `html` is report.html and index.html, `svg` and `png` the pictures under `charts/`. */
export type CreatedFormat = (typeof FORMATS)[number];

export interface CreateReportOptions extends ReportRange, ReadingOptions {
  /** What to make: everything if left out. */
  readonly formats?: readonly CreatedFormat[];
  /** Gives up, and rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called after every part of the work with how much of it is done, from 0 to 1. */
  readonly onProgress?: (doneRatio: number) => void;
}

const OPTIONS = [
  ...READING_OPTIONS,
  ...FILTER_NAMES,
  'startTime',
  'endTime',
  'formats',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof CreateReportOptions)[];

export interface ReportFile {
  /** `report.html`, `charts/latency-heatmap.svg`; with forward slashes. */
  readonly name: string;
  /** `text/html; charset=utf-8` */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface CreatedReport {
  /** What it says. */
  readonly document: ReportDocument;
  /** `report.html`, the same as `index.html`, `report.json`, `report.md`, and the pictures under `charts/`. */
  readonly files: readonly ReportFile[];
}

/**
 * Everything that a history knows of a range of time as files, with pictures over time: a page that opens from disk without
 * a network, markdown that links to the pictures, and JSON in the words of the source document. It is made in slices: the
 * event loop has its turn every few milliseconds.
 *
 * @param history what `historyOf` of `inferometer/store` gives: of a telemetry, of its store, of the store of others
 * @throws REPORT_OPTIONS, TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE, STORE_QUERY_GROUPS, the signal's reason; as a rejection
 * @example
 * const { files } = await createReport(historyOf(telemetry), { startTime: Date.now() - 3_600_000 });
 * for (const { name, bytes } of files) await writeFile(join('report', name), bytes); // and its folder charts/
 */
export async function createReport(
  history: ReportHistory,
  options: CreateReportOptions = {},
): Promise<CreatedReport> {
  requireHistory(history);
  requireFields('REPORT_OPTIONS', 'REPORT_OPTIONS', options, OPTIONS);
  const { analysisPercentiles, thresholds, objectives, onProgress = () => {}, ...range } = options;
  requireFunction('onProgress', onProgress, 'Pass what is called with how much is done, or leave it out.');
  const budget = budgetOf(history);
  const { reading, members } = await readHistory(history, range, {
    analysisPercentiles,
    thresholds,
    objectives,
  });
  const context = await runInSlices(judging(reading, { runtime: runtimeName(), members }), budget);
  const document = await runInSlices(documenting(context), budget);
  const page = encoded(await runInSlices(writingHtml(document), budget));
  range.signal?.throwIfAborted();
  const json = encoded(`${JSON.stringify(comprehensiveReport(context), null, 2)}\n`);
  const files = [
    { name: 'report.html', contentType: 'text/html; charset=utf-8', bytes: page },
    { name: 'index.html', contentType: 'text/html; charset=utf-8', bytes: page },
    { name: 'report.json', contentType: 'application/json', bytes: json },
    {
      name: 'report.md',
      contentType: 'text/markdown; charset=utf-8',
      bytes: encoded(renderMarkdown(document)),
    },
  ];
  onProgress(1);
  return { document, files };
}

/** The telemetry's own, where there is one: all that share a budget share the event loop. */
function budgetOf({ telemetry }: ReportHistory): TimeBudget {
  return telemetry === undefined ? new TimeBudget(systemScheduler()) : contextOf(telemetry).budget;
}

function requireHistory(history: ReportHistory): void {
  if (isRecord(history) && typeof history.snapshot === 'function' && typeof history.query === 'function')
    return;
  const remedy = 'Pass historyOf(telemetry) of inferometer/store; generateMetricsReport() takes a telemetry.';
  throw wrongKind('REPORT_HISTORY', 'history', 'a history', history, remedy);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
