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
  ReportDocument,
  Section,
  Sparkline,
  Table,
} from './document/document.ts';
export { generateMetricsReport, type ReportFormat, type ReportOptions, renderReport } from './render.ts';
export type { ReportJson } from './report-json.ts';
