/** What telemetry has to say: the caller's events, and its own failures, once each. */
import { activeSpan, type Contain, type RejectReason } from '../../metrics/inner.ts';
import type { Logger, TraceContext } from '../../ports.ts';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';

type Method = keyof Logger;

export interface LogSettings {
  readonly logger: Logger;
  readonly logLevel: LogLevel;
  readonly traceContext: TraceContext | undefined;
}

export class Log {
  private settings: LogSettings;
  private readonly contain: Contain;
  private readonly reported = new Set<string>();

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

  /** A failure of telemetry itself, said once for each counter and label: the counter tells how often. */
  failure(counter: string, label: string): void {
    // A logger that fails cannot tell that it does.
    if (label === ('logger_failed' satisfies RejectReason)) return;
    const key = `${counter}\n${label}`;
    if (this.reported.has(key)) return;
    // Labels are few, but for the names of metrics, of which callers may define any number.
    if (this.reported.size < MOST_KINDS) this.reported.add(key);
    else return;
    const fields = { event_type: 'telemetry_failure', counter: `inferometer_${counter}`, kind: label };
    this.write('warn', fields, 'Telemetry lost something; the counter tells how often');
  }
}

const MOST_KINDS = 1000;
