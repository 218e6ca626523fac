/** `inferometer/integrations/ai-sdk`: a middleware for models of the AI SDK, the package `ai`, 5 to 7. */
import {
  type CallDescription,
  CHAT,
  EMBEDDINGS,
  type KnownMethod,
  requestDescription,
} from '../instrument/index.ts';
import type { TelemetryHandle } from '../telemetry/index.ts';
import { callsFor, INTEGRATION_NAMES, type IntegrationOptions } from './base/options.ts';
import { providerNamed } from './base/providers.ts';

export { cancelWithReader } from './ai-sdk/cancel-with-reader.ts';

export type AiSdkOptions = IntegrationOptions;

/** A model, as much of it as is looked at. */
export interface AiSdkModel {
  readonly modelId: string;
  readonly provider: string;
}

/** What a model is asked for. */
export interface AiSdkRequest {
  readonly abortSignal?: unknown;
  /** The texts of embeddings. */
  readonly values?: unknown;
}

interface Wrapped {
  readonly model: AiSdkModel;
  readonly params: AiSdkRequest;
}

/** What `wrapLanguageModel` and `wrapEmbeddingModel` take, of every version of the package. */
export interface AiSdkMiddleware {
  /** `v3` for ai 6, `v4` for ai 7: each asks for its own word in the types, and none looks at it. */
  readonly specificationVersion: never;
  wrapGenerate<Result>(
    call: Wrapped & { readonly doGenerate: () => PromiseLike<Result> },
  ): PromiseLike<Result>;
  wrapStream<Result>(call: Wrapped & { readonly doStream: () => PromiseLike<Result> }): PromiseLike<Result>;
  wrapEmbed<Result>(call: Wrapped & { readonly doEmbed: () => PromiseLike<Result> }): Promise<Result>;
}

/**
 * A middleware that records each call of a model: every step of an agent and every attempt of a retry is an operation, and
 * a stream lasts until it was read, failed or was left, whatever of the result is read. It is the model's own stream that is
 * looked at, since the callbacks of `streamText` and its telemetry are not called where its reader leaves; see `cancelWithReader`.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const model = wrapLanguageModel({ model: openai('gpt-5'), middleware: aiSdkMiddleware(telemetry) });
 * const { textStream } = streamText({ model, prompt, abortSignal: request.signal });
 */
export function aiSdkMiddleware(telemetry: TelemetryHandle, options: AiSdkOptions = {}): AiSdkMiddleware {
  const { calls, of } = callsFor(telemetry, options, INTEGRATION_NAMES);

  function described(method: KnownMethod, { model, params }: Wrapped): CallDescription | undefined {
    return calls.recording.contain('callback', () => {
      const provider = of.provider ?? providerNamed(model.provider);
      const { abortSignal: signal, values: items } = params;
      return requestDescription(method, model.modelId, { ...of, provider }, { items, signal });
    });
  }

  return {
    specificationVersion: 'v3' as never,
    wrapGenerate: (call) => calls.record(described(CHAT, call), call.doGenerate),
    wrapStream: (call) => calls.record(described(CHAT, call), call.doStream),
    // The package's types say less of what its models give than of what a middleware is to give.
    wrapEmbed: (call) => calls.record(described(EMBEDDINGS, call), call.doEmbed) as Promise<never>,
  };
}
