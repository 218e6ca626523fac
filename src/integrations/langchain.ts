/** `inferometer/integrations/langchain`: callbacks for models of LangChain and LangGraph, `@langchain/core` 0.3 and 1. */
import {
  type BegunCall,
  type CallsOf,
  CHAT,
  COMPLETION,
  type KnownMethod,
  RecordedCall,
  requestDescription,
} from '../instrument/index.ts';
import { componentOf, contextOf, type StreamObserver, type TelemetryHandle } from '../telemetry/index.ts';
import { callsFor, INTEGRATION_NAMES, type IntegrationOptions } from './base/options.ts';
import { providerNamed } from './base/providers.ts';

export type LangChainOptions = IntegrationOptions;

/** What `callbacks` takes: of a model, of a chain, or of one call. */
export interface LangChainCallbacks {
  readonly name: string;
  /** Called in place, and not from a queue that may be late or lost: nothing here takes time. */
  readonly awaitHandlers: true;
  handleChatModelStart(...start: Start): void;
  handleLLMStart(...start: Start): void;
  handleLLMNewToken(token: string, indices: unknown, runId: string, ...more: unknown[]): void;
  handleLLMEnd(output: unknown, runId: string): void;
  handleLLMError(error: unknown, runId: string): void;
}

type Start = [
  model: unknown,
  prompts: unknown,
  runId: string,
  parentRunId?: string,
  extraParams?: object,
  tags?: string[],
  metadata?: object,
];

/**
 * Callbacks that record each run of a model, alone or anywhere in a chain, a graph or an agent: from its start to its end, as
 * a stream where tokens came. Where a reader leaves a stream, LangChain calls nobody back: such a run ends with its
 * signal, or as abandoned when nobody is left who could. Attempts that a model makes by itself are inside of its run, and not seen.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const callbacks = [langchainCallbacks(telemetry)];
 * const model = new ChatOpenAI({ model: 'gpt-5', callbacks });
 * const answer = await agent.invoke({ messages }, { callbacks }); // or for everything in one call
 */
export function langchainCallbacks(
  telemetry: TelemetryHandle,
  options: LangChainOptions = {},
): LangChainCallbacks {
  const { calls, of } = callsFor(telemetry, options, INTEGRATION_NAMES);
  const { recording } = calls;
  const { all: runs } = componentOf(contextOf(telemetry), ModelRuns, 'langchain-runs');

  /** @param handler what LangChain made of the callbacks for this call: whoever can call them back holds it. */
  function start(
    method: KnownMethod,
    handler: object,
    [model, , runId, , extraParams = {}, , metadata]: Start,
  ): void {
    recording.contain('callback', () => {
      // Handed to a model and to the chain that it is in, the same callbacks are told twice, and others of this telemetry, too.
      if (runs.has(runId)) return;
      const description = describe(method, of, model, extraParams, metadata);
      const begun = description && calls.begin(description);
      if (begun === undefined) return;
      const run = new ModelRun(begun, { runId, runs, toldBy: callbacks });
      if (handler !== callbacks) begun.series.lifetimes.watchOver(handler, run);
    });
  }

  const mine = (runId: string): ModelRun | undefined => {
    const run = runs.get(runId);
    return run?.place.toldBy === callbacks ? run : undefined;
  };

  const callbacks: LangChainCallbacks = {
    name: 'inferometer',
    awaitHandlers: true,
    handleChatModelStart(...given) {
      start(CHAT, this, given);
    },
    handleLLMStart(...given) {
      start(COMPLETION, this, given);
    },
    handleLLMNewToken(token, _, runId, ...[, , fields]) {
      recording.contain('callback', () => mine(runId)?.token(token, fields));
    },
    handleLLMEnd(output, runId) {
      recording.contain('callback', () => mine(runId)?.completed(output));
    },
    handleLLMError(error, runId) {
      recording.contain('callback', () => mine(runId)?.failed(error));
    },
  };
  return callbacks;
}

// biome-ignore lint/suspicious/noExplicitAny: foreign objects, looked at by their shape
type Foreign = any;

/** The name that LangChain traces by, else what the request asks for, else what the model was made with, else its class. */
function describe(method: KnownMethod, of: CallsOf, model: Foreign, extra: Foreign, metadata: Foreign) {
  const asked = { ...model?.kwargs, ...extra.invocation_params };
  const names = [metadata?.ls_model_name, asked.model, asked.model_name, asked.modelName, model?.id?.at(-1)];
  const modelId = names.find((name) => typeof name === 'string' && name !== '') ?? 'unknown';
  const provider = of.provider ?? providerNamed(metadata?.ls_provider);
  const { signal } = extra.options ?? {};
  return requestDescription(method, modelId, { ...of, provider }, { signal });
}

/** Of one telemetry, those that have not ended. */
class ModelRuns {
  readonly all = new Map<string, ModelRun>();
}

interface RunPlace {
  readonly runId: string;
  /** Those that have not ended, it among them. */
  readonly runs: Map<string, ModelRun>;
  /** The callbacks that heard of it first. */
  readonly toldBy: object;
}

/**
 * A run of a model, which is a stream as soon as a token comes. Nothing of it leads to the handler whose end it waits for: a
 * closure would.
 */
class ModelRun {
  readonly place: RunPlace;
  private readonly call: RecordedCall;
  private stream: StreamObserver | undefined = undefined;

  constructor(begun: BegunCall, place: RunPlace) {
    this.call = new RecordedCall(begun);
    this.place = place;
    place.runs.set(place.runId, this);
  }

  token(text: string, fields: Foreign): void {
    this.stream ??= this.call.begin(this);
    const message = fields?.chunk?.message;
    const isTool = text === '' && message?.tool_call_chunks?.length > 0;
    // As parts of the AI SDK, whose kinds are known.
    this.stream.chunk({ type: isTool ? 'tool-input-delta' : text === '' ? 'raw' : 'text-delta' });
  }

  completed(output: Foreign): void {
    this.call.operation.usage(usageOf(output));
    if (this.stream === undefined) this.call.arrived(undefined);
    else this.stream.completed();
    this.over();
  }

  failed(error: Foreign): void {
    const given = error?.name === 'ModelAbortError' ? { name: 'AbortError' } : error;
    if (this.stream === undefined) this.call.failed(given);
    else this.stream.failed(given);
    this.over();
  }

  /** Nobody is left who could go on with it. */
  collected(): void {
    if (this.stream === undefined) this.call.operation[Symbol.dispose]();
    else this.stream.abandoned();
    this.over();
  }

  private over(): void {
    this.place.runs.delete(this.place.runId);
  }
}

/** Of messages what they tell, each by itself; else the sum that the model told. */
function usageOf(output: Foreign) {
  const told = (output?.generations ?? [])
    .flat()
    .map((generation: Foreign) => generation?.message?.usage_metadata)
    .find((usage: Foreign) => usage !== undefined);
  if (told === undefined) {
    const { promptTokens, completionTokens } = output?.llmOutput?.tokenUsage ?? {};
    return { inputTokens: promptTokens, outputTokens: completionTokens };
  }
  return {
    inputTokens: told.input_tokens,
    outputTokens: told.output_tokens,
    cachedTokens: told.input_token_details?.cache_read,
    cacheWriteTokens: told.input_token_details?.cache_creation,
    reasoningTokens: told.output_token_details?.reasoning,
  };
}
