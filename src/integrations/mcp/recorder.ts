/** Where requests between MCP clients and servers are recorded, by OpenTelemetry's conventions for them. */
import type { HistogramSeries, LabelledMetric, Lifetimes, RecordingSwitch } from '../../metrics/inner.ts';
import type { Clock, Outcome, SpanIds, Tracing } from '../../ports.ts';
import {
  type LabelValues,
  type OperationRecorder,
  PhaseRecorder,
  recordDuration,
  type SpanDescriptor,
  type TelemetryContext,
} from '../../telemetry/index.ts';

/** What an end of a connection does with a request: a `client` sends it, a `server` answers it. Either end may do both. */
export type McpSide = 'client' | 'server';

const HELP: Readonly<Record<McpSide, string>> = {
  client: 'From sending a request of the Model Context Protocol to its answer.',
  server: 'From receiving a request of the Model Context Protocol to sending its answer.',
};

// OpenTelemetry's for mcp.client.operation.duration and mcp.server.operation.duration.
const BOUNDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const LABELS = ['mcp_method_name', 'gen_ai_tool_name', 'error_type'];

/** What all requests of one side have in common. */
export interface McpPlace {
  readonly context: TelemetryContext;
  readonly side: McpSide;
  readonly durations: LabelledMetric<HistogramSeries>;
  /** The caller's labels. */
  readonly own: LabelValues;
}

/** @throws TELEMETRY_METRIC_CONFLICT where its name stands for something else */
export function mcpPlace(context: TelemetryContext, side: McpSide, own: LabelValues): McpPlace {
  const durations = context.registry.define('histogram', {
    name: `mcp_${side}_operation_duration_seconds`,
    help: HELP[side],
    unit: 'seconds',
    labels: [...LABELS, ...context.labelNames],
    bucketBounds: BOUNDS,
  });
  return { context, side, durations, own };
}

export class McpRecorder implements OperationRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  /** That the answer tells; the class of what was thrown, or the outcome, if undefined. */
  errorType: string | undefined = undefined;
  private readonly place: McpPlace;
  private readonly method: string;
  private readonly tool: string;

  /** @param tool empty where the request calls none */
  constructor(place: McpPlace, method: string, tool: string) {
    this.clock = place.context.clock;
    this.recording = place.context.registry.recording;
    this.place = place;
    this.method = method;
    this.tool = tool;
  }

  get lifetimes(): Lifetimes {
    return this.place.context.lifetimes;
  }

  get tracing(): Tracing | undefined {
    return this.place.context.tracing;
  }

  spanDescriptor(): SpanDescriptor {
    return { category: `mcp_${this.place.side}`, operationType: this.method, phase: undefined };
  }

  succeeded(seconds: number, _amount: number, span?: SpanIds): void {
    this.record(seconds, '', span);
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds, thrown = ''): void {
    this.record(seconds, outcome === 'error' ? this.errorType || thrown || outcome : outcome, span);
  }

  phase(name: string): PhaseRecorder {
    const { context, side, own } = this.place;
    const owner = { category: `mcp_${side}`, operationType: this.method, subject: this.tool, own };
    return new PhaseRecorder(context, owner, name);
  }

  private record(seconds: number, errorType: string, span: SpanIds | undefined): void {
    if (!this.recording.enabled) return;
    const { durations, own } = this.place;
    recordDuration(durations.withLabelValues([this.method, this.tool, errorType, ...own]), seconds, span);
  }
}
