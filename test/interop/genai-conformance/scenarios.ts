// The exchanges that the suite defines for clients of models (scenarios/gen-ai, "The scenario contract"), each in the words of its
// client: one system instruction and one turn of a user; every option of sampling in `inference` and `streaming`.

/** Any client: the packages are installed where the test runs. */
// biome-ignore lint/suspicious/noExplicitAny: their types are not.
export type Client = any;

export interface Scenario {
  readonly exchange: (client: Client) => Promise<unknown>;
  /** Of requests, each with a span of its own. */
  readonly spans: number;
  readonly operation: 'chat' | 'embeddings';
  readonly isStreamed?: true;
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SYSTEM = 'You are a helpful assistant.';
const QUESTION = 'Say this is a test';
const WEATHER = "What's the weather in Seattle today?";
const SCHEMA = {
  type: 'object',
  properties: { location: { type: 'string', description: 'The city and state, e.g. Boston, MA' } },
  required: ['location'],
} as const;
const TOOL = {
  name: 'get_current_weather',
  description: 'Get the current weather in a given location',
} as const;

const turns = (content: unknown) => [
  { role: 'system', content: SYSTEM },
  { role: 'user', content },
];
const GPT = { model: 'gpt-4o-mini', messages: turns(QUESTION), max_tokens: 100, temperature: 0.5 } as const;
const GPT_SAMPLING = {
  ...GPT,
  top_p: 0.9,
  frequency_penalty: 0.1,
  presence_penalty: 0.2,
  stop: ['\n\n'],
  seed: 42,
} as const;

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

export const OPENAI: Readonly<Record<string, Scenario>> = {
  inference: {
    exchange: (client) => client.chat.completions.create(GPT_SAMPLING),
    spans: 1,
    operation: 'chat',
  },
  streaming: {
    exchange: async (client) =>
      drain(
        await client.chat.completions.create({
          ...GPT_SAMPLING,
          stream: true,
          stream_options: { include_usage: true },
        }),
      ),
    spans: 1,
    operation: 'chat',
    isStreamed: true,
  },
  tool_calling: {
    async exchange(client) {
      const tools = [{ type: 'function', function: { ...TOOL, parameters: SCHEMA } }];
      const messages: object[] = turns(WEATHER);
      const first = await client.chat.completions.create({ ...GPT, messages, tools });
      const { message } = first.choices[0];
      const results = message.tool_calls.map(({ id }: { id: string }) => ({
        role: 'tool',
        tool_call_id: id,
        content: '70 degrees and sunny',
      }));
      await client.chat.completions.create({ ...GPT, messages: [...messages, message, ...results], tools });
    },
    spans: 2,
    operation: 'chat',
  },
  structured_output: {
    exchange: (client) =>
      client.chat.completions.create({
        ...GPT,
        response_format: { type: 'json_schema', json_schema: { name: 'place', schema: SCHEMA } },
      }),
    spans: 1,
    operation: 'chat',
  },
  multimodal: {
    exchange: (client) =>
      client.chat.completions.create({
        ...GPT,
        messages: turns([
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
        ]),
      }),
    spans: 1,
    operation: 'chat',
  },
  embeddings: {
    exchange: (client) =>
      client.embeddings.create({
        model: 'text-embedding-3-small',
        input: ['one', 'two'],
        encoding_format: 'float',
        dimensions: 3,
      }),
    spans: 1,
    operation: 'embeddings',
  },
  'an error': {
    exchange: (client) => client.chat.completions.create({ ...GPT, model: 'missing' }).catch(() => {}),
    spans: 1,
    operation: 'chat',
  },
};

const CLAUDE = {
  model: 'claude-sonnet-4-20250514',
  system: SYSTEM,
  messages: [{ role: 'user', content: QUESTION }],
  max_tokens: 100,
  temperature: 0.5,
} as const;
const CLAUDE_SAMPLING = { ...CLAUDE, top_k: 40, stop_sequences: ['\n\n'] } as const;

export const ANTHROPIC: Readonly<Record<string, Scenario>> = {
  inference: { exchange: (client) => client.messages.create(CLAUDE_SAMPLING), spans: 1, operation: 'chat' },
  streaming: {
    exchange: async (client) => drain(await client.messages.create({ ...CLAUDE_SAMPLING, stream: true })),
    spans: 1,
    operation: 'chat',
    isStreamed: true,
  },
  tool_calling: {
    async exchange(client) {
      const tools = [{ ...TOOL, input_schema: SCHEMA }];
      const messages: object[] = [{ role: 'user', content: WEATHER }];
      const { content } = await client.messages.create({ ...CLAUDE, messages, tools });
      const results = content
        .filter(({ type }: { type: string }) => type === 'tool_use')
        .map(({ id }: { id: string }) => ({
          type: 'tool_result',
          tool_use_id: id,
          content: '70 degrees and sunny',
        }));
      const more = [
        { role: 'assistant', content },
        { role: 'user', content: results },
      ];
      await client.messages.create({ ...CLAUDE, messages: [...messages, ...more], tools });
    },
    spans: 2,
    operation: 'chat',
  },
  automatic_tool_calling: {
    exchange: (client) =>
      client.beta.messages
        .toolRunner({
          ...CLAUDE,
          messages: [{ role: 'user', content: WEATHER }],
          tools: [
            {
              ...TOOL,
              type: 'custom',
              input_schema: SCHEMA,
              run: () => '70 degrees and sunny',
              parse: (input: unknown) => input,
            },
          ],
        })
        .runUntilDone(),
    spans: 2,
    operation: 'chat',
  },
  multimodal: {
    exchange: (client) =>
      client.messages.create({
        ...CLAUDE,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
            ],
          },
        ],
      }),
    spans: 1,
    operation: 'chat',
  },
};
