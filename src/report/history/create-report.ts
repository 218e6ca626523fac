/** A report of a range of history as files: what a reader opens, what a program reads, and each picture by itself. */
import { budgetOf, makeChart, namingIn, type PngOptions } from '../../chart/inner.ts';
import { wrongKind } from '../../errors.ts';
import { runInPieces, type Slices } from '../../metrics/inner.ts';
import { runtimeName } from '../../runtime/index.ts';
import { FILTER_NAMES, READING_OPTIONS, type ReadingOptions } from '../../telemetry/index.ts';
import {
  type Codes,
  isRecord,
  readOnce,
  requireFields,
  requireFunction,
  requireOneOf,
} from '../../validate.ts';
import { documenting, judging } from '../build.ts';
import type { ReportDocument } from '../document/document.ts';
import { charted, illustrated, isShown, type SectionPicture } from '../pictures.ts';
import { drawnFiles, REPORT_FORMATS, type ReportFile, type ReportFileFormat, writingFiles } from './files.ts';
import type { ReportHistory, ReportRange } from './history.ts';
import { membersIn, readHistory } from './reading.ts';

export interface CreateReportOptions extends ReportRange, ReadingOptions {
  /** What to make: everything if left out. */
  readonly formats?: readonly ReportFileFormat[];
  /** What draws PNG, where it cannot be imported by its name. Without it, and where nobody asked for them, there are none. */
  readonly png?: Pick<PngOptions, 'resvg' | 'wasm'>;
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
  'png',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof CreateReportOptions)[];

export interface CreatedReport {
  /** What it says. */
  readonly document: ReportDocument;
  /** `report.html`, the same as `index.html`, `report.json`, `report.md`, and each picture, all in one folder. */
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
 * for (const { name, bytes } of files) await writeFile(join('report', name), bytes);
 */
export async function createReport(
  history: ReportHistory,
  given: CreateReportOptions = {},
): Promise<CreatedReport> {
  requireHistory(history);
  requireFields('REPORT_OPTIONS', 'REPORT_OPTIONS', given, OPTIONS);
  const { analysisPercentiles, thresholds, objectives, formats, png, ...others } = readOnce(
    'options',
    given,
    OPTIONS,
  );
  const { onProgress = () => {}, ...range } = others;
  requireFunction('onProgress', onProgress, 'Pass what is called with how much is done, or leave it out.');
  const isWanted = wantedOf(formats);
  const budget = budgetOf(history);
  const inPieces = <T>(work: Slices<T>) => runInPieces(work, budget, range.signal);
  const own = { analysisPercentiles, thresholds, objectives };
  const reading = await readHistory(history, range, own);
  const members = await membersIn(history, range);
  const context = await inPieces(judging(reading, { runtime: runtimeName(), members }));
  const text = await inPieces(documenting(context));

  const wanted = PICTURED.some(isWanted) ? charted(text) : [];
  // Reading is about as much as a picture; so is writing.
  const partCount = 2 + wanted.length * (isWanted('png') ? 2 : 1);
  let doneCount = 0;
  const progress = () => {
    range.signal?.throwIfAborted();
    doneCount += 1;
    onProgress(Math.min(1, doneCount / partCount));
  };
  progress();

  const beside = {
    ...{ objectives: reading.objectives, thresholds: reading.thresholds },
    names: await inPieces(namingIn(reading.snapshot)),
  };
  const pictures: SectionPicture[] = [];
  for (const { entry, section } of wanted) {
    const chart = await makeChart(entry.id, history, { ...range, ...beside });
    const file = isWanted('svg') ? { file: `${entry.id}.svg` } : {};
    if (isShown(chart)) pictures.push({ kind: 'picture', section, chart, ...file });
    progress();
  }
  const document = illustrated(text, pictures);
  const files = await inPieces(writingFiles(document, context, isWanted));
  if (isWanted('png')) {
    const charts = pictures.map(({ chart }) => chart);
    files.push(...(await drawnFiles(charts, { png, isRequired: formats !== undefined, budget, progress })));
  }
  range.signal?.throwIfAborted();
  onProgress(1);
  return { document, files };
}

/** Formats that need pictures; in markdown they are links to files. */
const PICTURED: readonly ReportFileFormat[] = ['html', 'svg', 'png'];

const CODES: Codes = {
  kind: 'REPORT_OPTIONS',
  range: 'REPORT_OPTIONS',
  remedy: 'Correct it, or leave it out for all.',
};

function wantedOf(formats: readonly ReportFileFormat[] = REPORT_FORMATS) {
  if (!Array.isArray(formats)) {
    throw wrongKind('REPORT_OPTIONS', 'formats', 'a list', formats, "Pass a list: ['html', 'json'].");
  }
  const wanted = new Set(formats.map((one) => requireOneOf(CODES, 'formats', one, REPORT_FORMATS)));
  return (format: ReportFileFormat): boolean => wanted.has(format);
}

function requireHistory(history: ReportHistory): void {
  if (isRecord(history) && typeof history.snapshot === 'function' && typeof history.query === 'function')
    return;
  const remedy = 'Pass historyOf(telemetry) of inferometer/store; generateMetricsReport() takes a telemetry.';
  throw wrongKind('REPORT_HISTORY', 'history', 'a history', history, remedy);
}
