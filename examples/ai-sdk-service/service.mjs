// A service on the AI SDK. What telemetry watches is the model: whatever the SDK does with it, streams, tools, objects,
// goes through there.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import { createTelemetry, instrument } from 'inferometer';
import { runService } from '../service.mjs';

await runService('ai-sdk-service', (baseURL) => {
  const telemetry = createTelemetry();
  const provider = createOpenAICompatible({ name: 'local', baseURL, includeUsage: true });
  const model = instrument(telemetry, provider('parrot'));

  const answer = (question, abortSignal) => streamText({ model, prompt: question, abortSignal }).textStream;
  return { telemetry, answer };
});
