/**
 * `inferometer/integrations/openai`: the client of the package `openai`, 5 to 7, and whatever has its shape: Azure's, and
 * clients of servers that speak like OpenAI.
 */
import { instrument } from '../instrument/index.ts';
import { contextOf, requireAttributes, type TelemetryHandle } from '../telemetry/index.ts';
import { readOnce } from '../validate.ts';
import { INTEGRATION_NAMES, type IntegrationOptions } from './base/options.ts';
import { providerAt } from './base/providers.ts';

export type OpenAIOptions = IntegrationOptions;

/**
 * A stand-in for the client, whose calls of models are recorded: chat completions, responses, completions, embeddings,
 * pictures and transcriptions, however their answers are read. One call is one operation, from its beginning to the end of
 * its stream, with the attempts that the client makes by itself counted as retries. The client itself is as before.
 *
 * @throws TELEMETRY_INSTRUMENT_NOTHING for what is no such client, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME,
 * TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const openai = instrumentOpenAI(telemetry, new OpenAI());
 * const stream = await openai.responses.create({ model: 'gpt-5', input: 'Hello', stream: true });
 * for await (const event of stream) show(event);
 */
export function instrumentOpenAI<Client extends object>(
  telemetry: TelemetryHandle,
  client: Client,
  given: OpenAIOptions = {},
): Client {
  contextOf(telemetry);
  requireAttributes('options', given, INTEGRATION_NAMES);
  const options = readOnce('options', given, INTEGRATION_NAMES);
  const { baseURL } = Object(client) as { readonly baseURL?: unknown };
  const provider = options.provider ?? providerAt(baseURL) ?? 'openai';
  return instrument(telemetry, client, { ...options, provider });
}
