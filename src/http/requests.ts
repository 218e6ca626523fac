/** The requests that one middleware records. */
import type { Gate } from '../telemetry/gate.ts';
import { type INSIDE, type Instance, insideOf } from '../telemetry/instance.ts';
import type { OperationAttributes } from '../telemetry/operation.ts';
import { knownMethod, pickHeaders, type RequestFacts } from './facts.ts';
import { rememberOperation } from './operation-of.ts';
import type { HttpSettings } from './options.ts';
import { RequestRun } from './request-run.ts';
import { RequestSeries } from './request-series.ts';

/** What createTelemetry() returned. */
export interface Recording {
  readonly [INSIDE]: Instance;
}

export class Requests<Request extends object> {
  readonly gate: Gate;
  private readonly settings: HttpSettings<Request>;
  private readonly instance: Instance;
  /** Tells of responses that nobody can read any more. */
  private readonly unread = new FinalizationRegistry<RequestRun>((run) => run.abandoned());

  /** @throws TELEMETRY_ARGUMENT_KIND */
  constructor(telemetry: Recording, settings: HttpSettings<Request>) {
    this.settings = settings;
    this.instance = insideOf(telemetry);
    this.gate = this.instance.registry.gate;
  }

  /** @param facts asked for when there is a span to describe. */
  begin(request: object, method: string, facts: () => RequestFacts): RequestRun {
    const series = new RequestSeries(this.instance, knownMethod(method));
    const run = new RequestRun(series, this.attributes(facts), this.settings.responseHeaders);
    rememberOperation(request, run.operation);
    return run;
  }

  /** Ends the run as unknown if the body is collected before somebody has read it. */
  watchOver(body: object, run: RequestRun): void {
    this.unread.register(body, run);
  }

  private attributes(facts: () => RequestFacts): OperationAttributes {
    if (this.instance.tracing === undefined) return {};
    try {
      const known = facts();
      return { ...known, requestHeaders: pickHeaders(known.headers, this.settings.requestHeaders) } as object;
    } catch {
      this.gate.refuse('tracing_failed');
      return {};
    }
  }

  /** What the option says, or else what the framework tells; empty if neither does. */
  routeOf(request: Request, seen?: () => string | undefined): string {
    const { route = seen } = this.settings;
    try {
      const found = route?.(request);
      return typeof found === 'string' ? found : '';
    } catch {
      this.gate.refuse('callback_failed');
      return '';
    }
  }
}
