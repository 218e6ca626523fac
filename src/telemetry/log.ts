/** What telemetry has to say: the caller's events, and its own failures, once each. */
import { activeSpan } from './active-span.ts';
import type { Refusal } from './gate.ts';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';
import type { Logger, TraceContext } from './ports.ts';

type Method = keyof Logger;

export interface LogSettings {
  readonly logger: Logger;
  readonly logLevel: LogLevel;
  readonly traceContext: TraceContext | undefined;
}

export class Log {
  private settings: LogSettings;
  private readonly failed: () => void;
  private readonly told = new Set<string>();

  /** @param failed called when the logger, or the trace context, threw. */
  constructor(settings: LogSettings, failed: () => void) {
    this.settings = settings;
    this.failed = failed;
  }

  reconfigure(settings: LogSettings): void {
    this.settings = settings;
  }

  /** Never throws. The ids of the active span come along where there is one. */
  write(level: Method, fields: object, message: string): void {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(this.settings.logLevel)) return;
    const span = activeSpan(this.settings.traceContext, this.failed);
    const ids = span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
    try {
      this.settings.logger[level]({ ...fields, ...ids }, message);
    } catch {
      this.failed();
    }
  }

  /** A failure of telemetry itself, told once for each counter and label: the counter tells how often. */
  failure(counter: string, label: string): void {
    // A logger that fails cannot tell that it does.
    if (label === ('logger_failed' satisfies Refusal)) return;
    const key = `${counter}\n${label}`;
    if (this.told.has(key)) return;
    // Labels are few, but for the names of metrics, of which callers may define any number.
    if (this.told.size < MOST_KINDS) this.told.add(key);
    else return;
    const fields = { event_type: 'telemetry_failure', counter: `inferometer_${counter}`, kind: label };
    this.write('warn', fields, 'Telemetry lost something; the counter tells how often');
  }
}

const MOST_KINDS = 1000;
