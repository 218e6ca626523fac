/** Where one request is recorded, once it is known what was answered. */

import type { GaugeSeries, Lifetimes, RecordingSwitch } from '../../../metrics/inner.ts';
import type { Clock, Outcome, SpanIds, Tracing } from '../../../ports.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { TelemetryContext } from '../../context/context.ts';
import { HTTP_REQUEST } from '../../context/operation-types.ts';
import { PhaseRecorder } from '../../operations/phase-recorder.ts';
import { type OperationRecorder, recordDuration, type SpanDescriptor } from '../../operations/recorder.ts';
import { HTTP_SERVER_ACTIVE_REQUESTS, HTTP_SERVER_REQUEST_DURATION_SECONDS } from './metrics.ts';

export class HttpRequestRecorder implements OperationRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly method: string;
  /** Empty while, and if, there is none. */
  route = '';
  /** Undefined while there is no response. */
  status: number | undefined = undefined;
  private readonly context: TelemetryContext;
  private readonly own: LabelValues;
  // Kept: the one that was raised is the one to be lowered, also after dispose().
  private readonly active: GaugeSeries;

  /** @param method as a label. @param own the caller's labels. */
  constructor(context: TelemetryContext, method: string, own: LabelValues) {
    this.context = context;
    this.clock = context.clock;
    this.recording = context.registry.recording;
    this.method = method;
    this.own = own;
    this.active = context.registry.of(HTTP_SERVER_ACTIVE_REQUESTS).withLabelValues([method, ...own]);
    this.active.increment(1);
  }

  get lifetimes(): Lifetimes {
    return this.context.lifetimes;
  }

  get tracing(): Tracing | undefined {
    return this.context.tracing;
  }

  spanDescriptor(): SpanDescriptor {
    return { category: 'http', operationType: HTTP_REQUEST, phase: undefined };
  }

  succeeded(seconds: number, _amount: number, span?: SpanIds): void {
    this.record('ok', seconds, span, '');
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds, errorType = ''): void {
    this.record(outcome, seconds, span, errorType);
  }

  phase(name: string): PhaseRecorder {
    const owner = { category: 'http', operationType: HTTP_REQUEST, subject: this.route, own: this.own };
    return new PhaseRecorder(this.context, owner, name);
  }

  /**
   * As OpenTelemetry has it: error.type is the class of what was thrown, else the status code of a server's error; empty
   * where nothing went wrong. Of a request that nobody waited for it says so, whatever was thrown then: that is no error.
   */
  private record(outcome: Outcome, seconds: number, span: SpanIds | undefined, thrown: string): void {
    this.active.increment(-1);
    if (!this.recording.enabled) return;
    const status = String(this.status ?? '');
    const errorType = outcome === 'ok' ? '' : outcome === 'error' ? thrown || status || outcome : outcome;
    const labels = [this.method, this.route, status, errorType, ...this.own];
    const durations = this.context.registry.of(HTTP_SERVER_REQUEST_DURATION_SECONDS);
    recordDuration(durations.withLabelValues(labels), seconds, span);
  }
}
