/** Where one request is recorded, once it is known what was answered. */

import { isDuration } from '../telemetry/duration.ts';
import type { Gate } from '../telemetry/gate.ts';
import type { Instance } from '../telemetry/instance.ts';
import { raise } from '../telemetry/level.ts';
import type { Outcome } from '../telemetry/outcome.ts';
import { PhaseSeries } from '../telemetry/phase-series.ts';
import type { Clock, SpanIds, Tracing } from '../telemetry/ports.ts';
import type { OperationRecorder, SpanSubject } from '../telemetry/recorder.ts';

/** The type of the operation that a request is. */
export const HTTP_REQUEST = 'http_request';

export class RequestSeries implements OperationRecorder {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly method: string;
  /** Empty while, and if, there is none. */
  route = '';
  /** Undefined while there is no response. */
  status: number | undefined = undefined;
  private readonly instance: Instance;

  /** @param method as a label. */
  constructor(instance: Instance, method: string) {
    this.instance = instance;
    this.clock = instance.clock;
    this.gate = instance.registry.gate;
    this.method = method;
    this.raiseActive(1);
  }

  get tracing(): Tracing | undefined {
    return this.instance.tracing;
  }

  describe(): SpanSubject {
    return { category: 'http', operationType: HTTP_REQUEST, phase: undefined };
  }

  succeeded(seconds: number, _amount: number, span?: SpanIds): void {
    this.record('ok', seconds, span);
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds): void {
    this.record(outcome, seconds, span);
  }

  phase(name: string): PhaseSeries {
    const owner = { category: 'http', operationType: HTTP_REQUEST, subject: this.route };
    return new PhaseSeries(this.instance, owner, name);
  }

  private record(outcome: Outcome, seconds: number, span: SpanIds | undefined): void {
    this.raiseActive(-1);
    if (!this.gate.open) return;
    if (!isDuration(seconds)) {
      this.gate.refuse('bad_duration');
      return;
    }
    const labels = [this.method, this.route, String(this.status ?? ''), outcome];
    const durations = this.instance.registry.histogram('http_server_request_duration_seconds').at(labels);
    durations.histogram.record(seconds);
    durations.exemplify(seconds, span);
  }

  private raiseActive(by: number): void {
    raise(this.instance.registry.gauge('http_server_active_requests').at([this.method]), by);
  }
}
