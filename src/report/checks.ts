import { wrongKind } from '../errors.ts';

/** @throws REPORT_SOURCE */
export function requireTelemetry(telemetry: unknown): void {
  const { snapshot } = (telemetry ?? {}) as { snapshot?: unknown };
  if (typeof snapshot === 'function') return;
  const remedy = 'Pass what createTelemetry returned.';
  throw wrongKind('REPORT_SOURCE', 'telemetry', 'a telemetry', telemetry, remedy);
}
