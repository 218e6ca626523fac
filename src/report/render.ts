/** The formats of a report, and the two ways to ask for one. */

import { wrongKind, wrongValue } from '../errors.ts';
import { type MetricsSource, READING_OPTIONS, type ReadingOptions } from '../telemetry/index.ts';
import { isRecord, readOnce, requireFields } from '../validate.ts';
import { contextOf, documentOf, illustratedDocumentOf } from './build.ts';
import { type ComprehensiveReport, comprehensiveReport } from './comprehensive.ts';
import type { ReportDocument } from './document/document.ts';
import { renderMarkdown } from './document/markdown.ts';
import { renderText } from './document/text.ts';
import { renderHtml } from './html/page.ts';

const RENDERERS = { markdown: renderMarkdown, text: renderText, html: renderHtml, json: renderJson };

/** A document as it is; of telemetry and of snapshots the comprehensive report, in the words of the source document. */
function renderJson(source: ReportDocument | ComprehensiveReport): string {
  return `${JSON.stringify(source, null, 2)}\n`;
}

export type ReportFormat = keyof typeof RENDERERS;

/** What is told and judged by, and how it is written. */
export interface ReportOptions extends ReadingOptions {
  /**
   * `markdown` if left out; `text` is for terminals and paper, 100 columns wide where names allow; `html` is one page that
   * opens from disk, with the pictures that need no history: `createReport` makes those over time.
   */
  readonly format?: ReportFormat;
}

/**
 * Everything that was recorded, for a reader: a section for each kind of work, what failed, what was promised, and what
 * deserves attention. It takes any subset of data, none at all too.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, REPORT_OPTIONS, REPORT_FORMAT, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 * @example
 * console.log(generateMetricsReport(telemetry));
 * await writeFile('all.txt', generateMetricsReport(mergeTelemetrySnapshots(fromWorkers), { format: 'text' }));
 */
export function generateMetricsReport(source: MetricsSource, options: ReportOptions = {}): string {
  const names = ['format', ...READING_OPTIONS];
  requireFields('REPORT_OPTIONS', 'REPORT_OPTIONS', options, names);
  const { format = 'markdown', ...reading } = readOnce('options', options, names);
  const render = rendererOf(format);
  const context = contextOf(source, reading);
  if (format === 'json') return renderJson(comprehensiveReport(context));
  return render(format === 'html' ? illustratedDocumentOf(context) : documentOf(context));
}

/**
 * A document of `buildReport`, in this format; `json` writes it as it is.
 *
 * @throws REPORT_FORMAT, REPORT_DOCUMENT
 */
export function renderReport(document: ReportDocument, format: ReportFormat = 'markdown'): string {
  const render = rendererOf(format);
  if (isRecord(document) && Array.isArray(document.sections)) return render(document);
  const remedy = 'Pass what buildReport() returned; generateMetricsReport() takes a telemetry or a snapshot.';
  throw wrongKind('REPORT_DOCUMENT', 'document', 'a report document', document, remedy);
}

function rendererOf(format: ReportFormat): (document: ReportDocument) => string {
  const expected = `one of ${Object.keys(RENDERERS).join(', ')}`;
  if (typeof format !== 'string') {
    throw wrongKind('REPORT_FORMAT', 'format', expected, format, 'Pass one of them, or leave it out.');
  }
  if (!Object.hasOwn(RENDERERS, format)) {
    throw wrongValue('REPORT_FORMAT', 'format', expected, format, 'Use markdown, or leave it out.');
  }
  return RENDERERS[format];
}
