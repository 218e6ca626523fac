// A service on openai's package. All that telemetry needs are the two lines with `telemetry` in them.
import { createTelemetry, instrument } from 'inferometer';
import OpenAI from 'openai';
import { runService } from '../service.mjs';

await runService('openai-service', (baseURL) => {
  const telemetry = createTelemetry();
  const client = instrument(telemetry, new OpenAI({ baseURL, apiKey: 'none' }));

  async function* answer(question, signal) {
    const stream = await client.chat.completions.create(
      {
        model: 'parrot',
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: 'user', content: question }],
      },
      { signal },
    );
    for await (const chunk of stream) yield chunk.choices[0]?.delta?.content ?? '';
  }
  return { telemetry, answer };
});
