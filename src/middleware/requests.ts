/** The requests that one middleware records. */
import type { RecordingSwitch } from '../metrics/inner.ts';
import { contextOf, type TelemetryContext, type TelemetryHandle } from '../telemetry/context/context.ts';
import type { OperationAttributes } from '../telemetry/operations/operation.ts';
import { HttpRequestRecorder } from '../telemetry/tracking/http/tracker.ts';
import { knownMethod, pickHeaders, type RequestFacts } from './facts.ts';
import { rememberOperation } from './operation-of.ts';
import type { HttpSettings } from './options.ts';
import { RequestRun } from './request-run.ts';

export class Requests<Request extends object> {
  readonly recording: RecordingSwitch;
  private readonly settings: HttpSettings<Request>;
  private readonly instance: TelemetryContext;
  /** Tells of responses that nobody can read any more. */
  private readonly unread = new FinalizationRegistry<RequestRun>((run) => run.abandoned());

  /** @throws TELEMETRY_ARGUMENT_KIND */
  constructor(telemetry: TelemetryHandle, settings: HttpSettings<Request>) {
    this.settings = settings;
    this.instance = contextOf(telemetry);
    this.recording = this.instance.registry.recording;
  }

  /** @param facts asked for when there is a span to describe. */
  begin(request: object, method: string, facts: () => RequestFacts): RequestRun {
    const series = new HttpRequestRecorder(this.instance, knownMethod(method));
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
    const attributes = this.recording.contain('tracing', () => {
      const known = facts();
      return { ...known, requestHeaders: pickHeaders(known.headers, this.settings.requestHeaders) } as object;
    });
    return attributes ?? {};
  }

  /** What the option says, or else what the framework tells; empty if neither does. */
  routeOf(request: Request, seen?: () => string | undefined): string {
    const { route = seen } = this.settings;
    const found: unknown = this.recording.contain('callback', () => route?.(request));
    return typeof found === 'string' ? found : '';
  }
}
