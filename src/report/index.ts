export type {
  Change,
  Evidence,
  Finding,
  MetricsSource,
  ReadingOptions,
  Severity,
} from '../telemetry/index.ts';
export { buildReport } from './build.ts';
export { type ComprehensiveReport, getComprehensiveReport } from './comprehensive.ts';
export type {
  Block,
  Cell,
  Column,
  Figure,
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
export { type CreatedReport, type CreateReportOptions, createReport } from './history/create-report.ts';
export type { ReportFile, ReportFileFormat } from './history/files.ts';
export type { ReportHistory, ReportRange } from './history/history.ts';
export { reportSecurityPolicy } from './html/page.ts';
export { generateMetricsReport, type ReportFormat, type ReportOptions, renderReport } from './render.ts';
export type { ReportJson } from './report-json.ts';
