// What open-telemetry/semantic-conventions-conformance holds spans of generative AI to (tools/gen-ai/runner, its advice policies),
// over what semantic-conventions-genai says of a span (model/gen-ai/spans.yaml): names, kinds, known operations, the attributes
// that are required or always recommended, the status, and error.type. Its own checker, weaver, is in no package registry.
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

export interface Finding {
  readonly id:
    | 'genai_span_name_format'
    | 'genai_expected_attribute_missing'
    | 'genai_span_kind_unexpected'
    | 'genai_operation_name_unknown'
    | 'span_status_ok'
    | 'error_type';
  readonly operation: string;
  /** The attribute, the name, or the kind that it is about. */
  readonly about: string;
}

/** By span type: what is there always, but for what depends on the request. */
const EXPECTED: Readonly<Record<'inference' | 'embeddings', readonly string[]>> = {
  inference: [
    'gen_ai.operation.name',
    'gen_ai.provider.name',
    'gen_ai.response.id',
    'gen_ai.response.model',
    'gen_ai.response.finish_reasons',
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.output_tokens',
    'server.address',
  ],
  embeddings: [
    'gen_ai.operation.name',
    'gen_ai.provider.name',
    'gen_ai.response.model',
    'gen_ai.request.encoding_formats',
    'gen_ai.embeddings.dimension.count',
    'gen_ai.usage.input_tokens',
    'server.address',
  ],
};

const TYPES: Readonly<Record<string, keyof typeof EXPECTED>> = {
  chat: 'inference',
  generate_content: 'inference',
  text_completion: 'inference',
  embeddings: 'embeddings',
};

/** Those with span types that no client of a model has. */
const OTHER_OPERATIONS = ['execute_tool', 'invoke_agent', 'create_agent', 'invoke_workflow', 'retrieval'];

/** What is wrong with the spans of one exchange, each thing once. */
export function findingsIn(spans: readonly ReadableSpan[]): Finding[] {
  const all = spans.flatMap((span) => [...findingsOf(span)]);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function* findingsOf({ name, kind, attributes, status }: ReadableSpan): Generator<Finding, void> {
  const operation = attributes['gen_ai.operation.name'];
  if (typeof operation !== 'string') return;
  const type = TYPES[operation];
  if (type === undefined) {
    if (!OTHER_OPERATIONS.includes(operation))
      yield { id: 'genai_operation_name_unknown', operation, about: name };
    return;
  }
  const model = attributes['gen_ai.request.model'];
  const expectedName = model === undefined ? operation : `${operation} ${model}`;
  if (name !== expectedName) yield { id: 'genai_span_name_format', operation, about: name };
  if (kind !== SpanKind.CLIENT)
    yield { id: 'genai_span_kind_unexpected', operation, about: `${SpanKind[kind]}` };
  const hasFailed = status.code === SpanStatusCode.ERROR;
  for (const attribute of EXPECTED[type]) {
    // There is no answer to tell of.
    if (hasFailed && /^gen_ai\.(response|usage)\./.test(attribute)) continue;
    if (!(attribute in attributes)) {
      yield { id: 'genai_expected_attribute_missing', operation, about: attribute };
    }
  }
  if (status.code === SpanStatusCode.OK) yield { id: 'span_status_ok', operation, about: name };
  if ('error.type' in attributes !== hasFailed) yield { id: 'error_type', operation, about: name };
}
