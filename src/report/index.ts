export type { Evidence, Finding, MetricsSource, ReadingOptions, Severity } from '../telemetry/index.ts';
export { buildReport } from './build.ts';
export { type ComprehensiveReport, getComprehensiveReport } from './comprehensive.ts';
export type {
  Block,
  Cell,
  Column,
  Findings,
  KeyValues,
  Measurement,
  MeasurementUnit,
  Note,
  Picture,
  ReportDocument,
  Section,
  Sparkline,
  Table,
} from './document/document.ts';
export {
  type CreatedFormat,
  type CreatedReport,
  type CreateReportOptions,
  createReport,
  type ReportFile,
} from './history/create-report.ts';
export type { ReportHistory, ReportRange } from './history/history.ts';
export { CONTENT_SECURITY_POLICY } from './html/page.ts';
export { generateMetricsReport, type ReportFormat, type ReportOptions, renderReport } from './render.ts';
export type { ReportJson } from './report-json.ts';
