/** What the sections of a report are made from. */

import type { TelemetrySnapshot } from '../telemetry/context/context.ts';
import type { Finding } from '../telemetry/context/finding.ts';
import type { Thresholds } from '../telemetry/context/thresholds.ts';
import type { Section } from './document.ts';

export interface ReportContext {
  readonly snapshot: TelemetrySnapshot;
  /** Of durations, 0 to 100. */
  readonly percentiles: readonly number[];
  readonly findings: readonly Finding[];
  readonly thresholds: Thresholds;
}

/** Makes a section, or undefined when there is nothing to tell. */
export type SectionMaker = (context: ReportContext) => Section | undefined;
