/** The requests that one middleware records. */
import type { RecordingSwitch } from '../metrics/inner.ts';
import {
  admittedLabels,
  contextOf,
  HttpRequestRecorder,
  type LabelValues,
  labelValuesOf,
  NO_LABELS,
  type OperationAttributes,
  type TelemetryContext,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { knownMethod, pickHeaders, type RequestFacts } from './facts.ts';
import { rememberOperation } from './operation-of.ts';
import type { HttpSettings } from './options.ts';
import { RequestRun } from './request-run.ts';

export class Requests<Request extends object> {
  readonly recording: RecordingSwitch;
  private readonly settings: HttpSettings<Request>;
  private readonly instance: TelemetryContext;
  /** Of every request; undefined where they differ. */
  private readonly own: LabelValues | undefined;

  /** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND */
  constructor(telemetry: TelemetryHandle, settings: HttpSettings<Request>) {
    this.settings = settings;
    this.instance = contextOf(telemetry);
    this.recording = this.instance.registry.recording;
    const { labels } = settings;
    this.own = typeof labels === 'function' ? undefined : labelValuesOf(this.instance, labels);
  }

  /**
   * @param request as functions of the options are asked with it.
   * @param raw of the server, to which the operation is tied.
   * @param facts asked for when there is a span to describe.
   */
  begin(request: Request, raw: object, method: string, facts: () => RequestFacts): RequestRun {
    const series = new HttpRequestRecorder(this.instance, knownMethod(method), this.ownOf(request));
    const run = new RequestRun(series, this.attributes(facts), this.settings.responseHeaders);
    rememberOperation(raw, run.operation);
    return run;
  }

  /** Ends the run as unknown if what goes with the body is collected before somebody has read it, also after this middleware is gone. */
  watchOver(kept: object, run: RequestRun): void {
    this.instance.lifetimes.watchOver(kept, { collected: run.abandoned });
  }

  private ownOf(request: Request): LabelValues {
    if (this.own !== undefined) return this.own;
    const { labels } = this.settings;
    try {
      const found =
        typeof labels === 'function' ? this.recording.contain('callback', () => labels(request)) : undefined;
      return labelValuesOf(this.instance, admittedLabels(this.instance, found, this.recording));
    } catch {
      this.recording.reject('callback_failed');
      return NO_LABELS;
    }
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
