/** Spans for tracked operations, and for whatever else is worth one, through the API of OpenTelemetry. */
import type { Attributes, Context, Link, Span, SpanKind, SpanOptions, Tracer } from '@opentelemetry/api';
import { wrongKind } from '../../errors.ts';
import type { OperationSpan, SpanIds, SpanNote, SpanRequest } from '../../ports.ts';
import { type Codes, isRecord, requireFields, requireText } from '../../validate.ts';
import type { Api } from '../api.ts';
import { attributesOf, headOf, tellable } from './attributes.ts';
import type { Carrier, ConnectedTracing } from './connected-tracing.ts';
import { failureOf } from './failure.ts';
import { anchorOf, TracedSpan, timeAt, tracedSpanOf } from './operation-span.ts';
import type { Propagation } from './propagation.ts';
import { type ShouldSample, unsampledSpan } from './sampling.ts';

const KINDS: Readonly<Record<string, keyof typeof SpanKind>> = {
  storage: 'CLIENT',
  http: 'SERVER',
  mcp_client: 'CLIENT',
  mcp_server: 'SERVER',
};

/** Where a span belongs: a context, the span above it, or the operation above it. */
export type ParentContext = Context | Span | { readonly span: OperationSpan | undefined };

export interface CreateSpanOptions {
  readonly operationId?: string;
  /** What does the work: `ipfs`, `api`, `service-b` ... */
  readonly backend?: string;
  /** The active context if left out. */
  readonly parentContext?: ParentContext;
  /** By any names. Absent values are left out. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** INTERNAL if left out. */
  readonly kind?: SpanKind;
  readonly links?: readonly (SpanIds | ParentContext)[];
}

export interface SpanUpdate {
  /** True sets the status OK, false ERROR. */
  readonly success?: boolean;
  /** Becomes an exception event and `error.type`, and means that it failed unless `success` is true. */
  readonly error?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

const SPAN_OPTIONS = [
  'operationId',
  'backend',
  'parentContext',
  'attributes',
  'kind',
  'links',
] as const satisfies readonly (keyof CreateSpanOptions)[];

const UPDATE_OPTIONS = ['success', 'error', 'attributes'] as const satisfies readonly (keyof SpanUpdate)[];

const SPAN: Codes = {
  kind: 'OPENTELEMETRY_SPAN',
  range: 'OPENTELEMETRY_SPAN',
  remedy: "Say what the span is about: createSpan('add').",
};

/** @throws OPENTELEMETRY_SPAN */
function requireSpan(span: unknown): void {
  if (isRecord(span) && typeof span.setAttributes === 'function' && typeof span.end === 'function') return;
  const remedy = 'Pass what createSpan() returned.';
  throw wrongKind('OPENTELEMETRY_SPAN', 'span', 'a span', span, remedy);
}

export interface TracingPorts {
  readonly api: Api;
  /** Asked for each span: a global provider may be set later. */
  readonly tracer: () => Tracer;
  readonly propagation: Propagation;
  /** Asked where no provider is known to decide it. */
  readonly shouldSample: ShouldSample;
}

/** Made by createTracing and setupTracing. */
export class OpenTelemetryTracing implements ConnectedTracing {
  private readonly api: Api;
  private readonly tracerNow: () => Tracer;
  private readonly propagation: Propagation;
  private readonly shouldSample: ShouldSample;
  private isClosed = false;

  constructor({ api, tracer, propagation, shouldSample }: TracingPorts) {
    this.api = api;
    this.tracerNow = tracer;
    this.propagation = propagation;
    this.shouldSample = shouldSample;
  }

  /** For spans with other names than operations have. */
  get tracer(): Tracer {
    return this.tracerNow();
  }

  /**
   * Begins a span. It is its caller's: `endSpan` ends it, and code runs inside of it by `context.with`, or by
   * being handed `getTracingContext(span)`.
   *
   * @throws OPENTELEMETRY_SPAN, OPENTELEMETRY_OPTION_KIND, OPENTELEMETRY_UNKNOWN_OPTION
   * @example
   * const span = tracing.createSpan('add', { backend: 'ipfs', attributes: { file_size: 1024 } });
   * tracing.endSpan(span, { success: true, attributes: { cid } });
   */
  createSpan(operationType: string, options: CreateSpanOptions = {}): Span {
    requireText(SPAN, 'operationType', operationType);
    requireFields('OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION', options, SPAN_OPTIONS);
    const { operationId, backend, attributes = {}, kind, links, parentContext } = options;
    const named = { 'operation.type': operationType, 'operation.id': operationId, backend, ...attributes };
    return this.start(
      backend === undefined ? operationType : `${operationType} ${backend}`,
      {
        attributes: tellable(named),
        ...(kind === undefined ? {} : { kind }),
        links: this.linksTo(links),
      },
      this.contextOf(parentContext),
    );
  }

  /**
   * Tells a span what has become known; it goes on.
   *
   * @throws OPENTELEMETRY_SPAN, OPENTELEMETRY_OPTION_KIND, OPENTELEMETRY_UNKNOWN_OPTION
   */
  updateSpan(span: Span, update: SpanUpdate): void {
    requireSpan(span);
    requireFields('OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION', update, UPDATE_OPTIONS);
    const { error, success = error === undefined ? undefined : false, attributes } = update;
    const { SpanStatusCode } = this.api;
    const failure = failureOf(error);
    if (attributes !== undefined) span.setAttributes(tellable(attributes));
    if (failure !== undefined) {
      span.recordException(failure.exception);
      span.setAttribute('error.type', failure.type);
    }
    if (success === true) span.setStatus({ code: SpanStatusCode.OK });
    if (success !== false) return;
    const message = failure === undefined ? {} : { message: failure.message };
    span.setStatus({ code: SpanStatusCode.ERROR, ...message });
  }

  /** Ends a span, after a last update if there is one. @throws as `updateSpan` */
  endSpan(span: Span, update: SpanUpdate = {}): void {
    this.updateSpan(span, update);
    span.end();
  }

  /**
   * The context of a span or an operation, for `context.with` and for parents that are handed over; of the code that
   * is running if left out.
   */
  getTracingContext(of?: ParentContext): Context {
    return this.contextOf(of);
  }

  /**
   * Writes traceparent, tracestate and baggage into headers, and returns them: `Headers`, a Map or a plain object.
   *
   * @param of a context, a span or an operation; what is active if left out.
   * @example
   * await telemetry.trackInference({ modelId }, (inference) =>
   *   fetch(url, { headers: tracing.inject({}, inference) }),
   * );
   */
  inject<C extends Carrier>(carrier: C, of?: ParentContext): C {
    this.propagation.inject(this.contextOf(of), carrier);
    return carrier;
  }

  /**
   * The context that headers tell of; the active one where they tell of none, or are malformed.
   *
   * @example
   * const traceContext = tracing.extract(request.headers);
   * await telemetry.trackInference({ modelId, traceContext }, () => answer(request));
   */
  extract(carrier: Carrier): Context {
    return this.propagation.extract(this.api.context.active(), carrier);
  }

  active(): SpanIds | undefined {
    const found = this.api.trace.getSpanContext(this.api.context.active());
    if (found === undefined || !this.api.isSpanContextValid(found)) return undefined;
    const { traceId, spanId, traceFlags } = found;
    return { traceId, spanId, sampled: (traceFlags & this.api.TraceFlags.SAMPLED) !== 0 };
  }

  begin(request: SpanRequest): OperationSpan | undefined {
    if (this.isClosed) return undefined;
    const { parent, attributes: given, clock, category } = request;
    const { traceContext, links } = given as { traceContext?: Context; links?: CreateSpanOptions['links'] };
    const above = tracedSpanOf(parent);
    const context = above?.context ?? this.contextOf(traceContext ?? this.callerOf(request));
    const anchor = above?.anchor.clock === clock ? above.anchor : anchorOf(clock);
    const { name, attributes } = headOf(request);
    const kind = this.api.SpanKind[kindOf(request, attributes)];
    const options = { attributes, kind, startTime: timeAt(anchor), links: this.linksTo(links) };
    return new TracedSpan(this.api, this.start(name, options, context), context, anchor, category);
  }

  note(kind: SpanNote, attributes: object, span: OperationSpan | undefined): void {
    const target = tracedSpanOf(span)?.span ?? this.api.trace.getActiveSpan();
    if (target === undefined) return;
    if (kind === 'worker_utilization') {
      target.addEvent(kind, attributesOf('distributed', attributes));
      return;
    }
    const { metrics = {} } = attributes as { metrics?: Readonly<Record<string, unknown>> };
    target.setAttributes({ ...tellable(metrics), ...attributesOf('training', attributes) });
  }

  /** Begins no more spans for operations. Those that have begun end as they would. */
  close(): void {
    this.isClosed = true;
  }

  private start(name: string, options: SpanOptions, context: Context): Span {
    return (
      unsampledSpan(this.api, context, this.shouldSample) ??
      this.tracerNow().startSpan(name, options, context)
    );
  }

  /** Where a request to a server says it comes from, unless whoever called the server has begun a span already. */
  private callerOf({ category, phase, attributes }: SpanRequest): Context | undefined {
    const { headers } = attributes as { headers?: Carrier };
    if (category !== 'http' || phase !== undefined || headers === undefined) return undefined;
    return this.active() === undefined ? this.extract(headers) : undefined;
  }

  private contextOf(of: ParentContext | undefined): Context {
    const active = this.api.context.active();
    if (of === undefined) return active;
    if ('getValue' in of) return of;
    if ('spanContext' in of) return this.api.trace.setSpan(active, of);
    return tracedSpanOf(of.span)?.context ?? active;
  }

  private linksTo(links: CreateSpanOptions['links'] = []): Link[] {
    const contexts = links.map((link) =>
      'traceId' in link
        ? { ...link, traceFlags: this.api.TraceFlags.SAMPLED }
        : this.api.trace.getSpanContext(this.linkedContext(link)),
    );
    return contexts
      .filter((context) => context !== undefined && this.api.isSpanContextValid(context))
      .map((context) => ({ context: context as NonNullable<typeof context> }));
  }

  /** As `contextOf`, but an operation without a span is no link to the active one. */
  private linkedContext(link: ParentContext): Context {
    const isUntraced = 'span' in link && tracedSpanOf(link.span) === undefined;
    return isUntraced ? this.api.ROOT_CONTEXT : this.contextOf(link);
  }
}

/** What a backend, or a provider of models, does is done elsewhere. Whether another model runs here, nobody has said. */
function kindOf({ category, phase }: SpanRequest, attributes: Attributes): keyof typeof SpanKind {
  if (phase !== undefined) return 'INTERNAL';
  return 'gen_ai.provider.name' in attributes ? 'CLIENT' : (KINDS[category] ?? 'INTERNAL');
}
