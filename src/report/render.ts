/** The formats of a report, and the two ways to ask for one. */

import { wrongKind, wrongValue } from '../errors.ts';
import type { TelemetryHandle, TelemetrySnapshot } from '../telemetry/index.ts';
import { requireFields } from '../validate.ts';
import { contextFor, documentOf } from './build.ts';
import { requireTelemetry } from './checks.ts';
import { type ComprehensiveReport, comprehensiveReport, reportContextOf } from './comprehensive.ts';
import type { ReportDocument } from './document/document.ts';
import { renderMarkdown } from './document/markdown.ts';
import { renderText } from './document/text.ts';

const RENDERERS = { markdown: renderMarkdown, text: renderText, json: renderJson };

/** A document as it is; of telemetry and of snapshots the comprehensive report, in the words of the source document. */
function renderJson(source: ReportDocument | ComprehensiveReport): string {
  return `${JSON.stringify(source, null, 2)}\n`;
}

export type ReportFormat = keyof typeof RENDERERS;

export interface ReportOptions {
  /** `markdown` if left out. */
  readonly format?: ReportFormat;
}

/** Of durations, for a snapshot: it does not carry the option `analysisPercentiles`. */
const PERCENTILES = [50, 90, 95, 99];

/**
 * Everything that was recorded, for a reader: models, inference, training, and what to do about them. It takes any
 * subset of data, none at all too.
 *
 * @throws REPORT_SOURCE, REPORT_OPTIONS, REPORT_FORMAT
 * @example
 * console.log(generateMetricsReport(telemetry));
 * await writeFile('report.txt', generateMetricsReport(telemetry, { format: 'text' }));
 */
export function generateMetricsReport(telemetry: TelemetryHandle, options: ReportOptions = {}): string {
  requireTelemetry(telemetry);
  requireFields('REPORT_OPTIONS', 'REPORT_OPTIONS', options, ['format']);
  const { format = 'markdown' } = options;
  const render = rendererOf(format);
  const context = reportContextOf(telemetry);
  return format === 'json' ? renderJson(comprehensiveReport(context)) : render(documentOf(context));
}

/**
 * The report of a snapshot, taken here or sent from elsewhere, or a document made by `buildReport`.
 *
 * @throws REPORT_FORMAT, REPORT_SOURCE, TELEMETRY_SNAPSHOT
 */
export function renderReport(
  source: TelemetrySnapshot | ReportDocument,
  format: ReportFormat = 'markdown',
): string {
  const render = rendererOf(format);
  if (typeof source === 'object' && source !== null) {
    if ('sections' in source) return render(source);
    if ('metrics' in source) {
      const context = contextFor(source, PERCENTILES);
      return format === 'json' ? renderJson(comprehensiveReport(context)) : render(documentOf(context));
    }
  }
  const expected = 'a snapshot or a report document';
  throw wrongKind('REPORT_SOURCE', 'source', expected, source, 'Pass telemetry.snapshot().');
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
