/** What telemetry has to say: the caller's events, and its own failures, once each. */
import { activeSpan, type Contain, type LossReport, reportingOnce } from '../../metrics/inner.ts';
import type { Logger, TraceContext } from '../../ports.ts';

/** How much is logged: a level logs itself and everything above it. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

type Method = keyof Logger;

export interface LogSettings {
  readonly logger: Logger;
  readonly logLevel: LogLevel;
  readonly traceContext: TraceContext | undefined;
}

export class Log {
  private settings: LogSettings;
  private readonly contain: Contain;
  /** A failure of telemetry itself, said once for each counter and label: the counter tells how often. */
  readonly failure: LossReport = reportingOnce((fields) => {
    const failure = { event_type: 'telemetry_failure', ...fields };
    this.write('warn', failure, 'Telemetry lost something; the counter tells how often');
  });

  constructor(settings: LogSettings, contain: Contain) {
    this.settings = settings;
    this.contain = contain;
  }

  reconfigure(settings: LogSettings): void {
    this.settings = settings;
  }

  /** Never throws. The ids of the active span come along where there is one. */
  write(level: Method, fields: object, message: string): void {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(this.settings.logLevel)) return;
    const span = activeSpan(this.settings.traceContext, this.contain);
    const ids = span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
    const { logger } = this.settings;
    this.contain('logger', () => logger[level]({ ...fields, ...ids }, message));
  }
}
