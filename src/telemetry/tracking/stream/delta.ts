/** What a chunk of a known API adds to the output. One token each, at least: nobody says how many. */
import { ownValue } from '../../../validate.ts';

/** `content` is what the user asked for: text, speech, a refusal. */
export type OutputKind = 'content' | 'reasoning' | 'tool';

/** Parts of the AI SDK's streams (5 to 7) that add to the output, and what is around them. */
const PARTS: Readonly<Record<string, OutputKind | 'none'>> = {
  'text-delta': 'content',
  'reasoning-delta': 'reasoning',
  'tool-input-delta': 'tool',
  'stream-start': 'none',
  'response-metadata': 'none',
  start: 'none',
  'start-step': 'none',
  'text-start': 'none',
  'text-end': 'none',
  'reasoning-start': 'none',
  'reasoning-end': 'none',
  'tool-input-start': 'none',
  'tool-input-end': 'none',
  'tool-call': 'none',
  'tool-result': 'none',
  'finish-step': 'none',
  finish: 'none',
  abort: 'none',
  error: 'none',
  raw: 'none',
  // Anthropic's messages.
  message_start: 'none',
  message_delta: 'none',
  message_stop: 'none',
  content_block_start: 'none',
  content_block_stop: 'none',
  ping: 'none',
};

/** Of `content_block_delta`: Anthropic's messages. */
const BLOCK_DELTAS: Readonly<Record<string, OutputKind>> = {
  text_delta: 'content',
  thinking_delta: 'reasoning',
  input_json_delta: 'tool',
};

// biome-ignore lint/suspicious/noExplicitAny: foreign objects, looked at by their shape
type Foreign = any;

/** Which tokens came; `none` where none did, undefined where the shape of the chunk is not known. May throw. */
export function deltaIn(chunk: Foreign): OutputKind | 'none' | undefined {
  if (typeof chunk === 'string') return chunk === '' ? 'none' : 'content';
  if (typeof chunk !== 'object' || chunk === null) return undefined;
  const { type, choices, candidates } = chunk;
  if (Array.isArray(choices)) return ofChoices(choices);
  if (Array.isArray(candidates)) return ofCandidates(candidates);
  if (typeof type !== 'string') return undefined;
  if (type === 'content_block_delta') return ownValue(BLOCK_DELTAS, String(chunk.delta?.type)) ?? 'none';
  if (type.startsWith('response.')) return ofResponse(type);
  // Providers begin with a part that is empty.
  return (chunk.delta ?? chunk.text) === '' ? 'none' : ownValue(PARTS, type);
}

/**
 * The error that a chunk tells of where its stream then ends without throwing: parts of the AI SDK, and OpenAI's
 * responses. May throw.
 */
export function failureIn(chunk: Foreign): unknown {
  if (typeof chunk !== 'object' || chunk === null) return undefined;
  const { type } = chunk;
  if (type === 'error') return chunk.error ?? chunk;
  if (type === 'abort') return { name: 'AbortError' };
  return type === 'response.failed' ? (chunk.response?.error ?? chunk) : undefined;
}

/** OpenAI's chat completions, and the completions before them. */
function ofChoices(choices: readonly Foreign[]): OutputKind | 'none' {
  for (const { delta, text } of choices) {
    const { content, refusal, audio, reasoning_content, reasoning, tool_calls, function_call } = delta ?? {};
    if (content || text || refusal || audio) return 'content';
    if (reasoning_content || reasoning) return 'reasoning';
    if (tool_calls?.length || function_call) return 'tool';
  }
  return 'none';
}

/** Gemini. */
function ofCandidates(candidates: readonly Foreign[]): OutputKind | 'none' {
  const parts: readonly Foreign[] = candidates.flatMap(({ content }) => content?.parts ?? []);
  if (parts.some(({ thought, text }) => text && !thought)) return 'content';
  if (parts.some(({ thought }) => thought)) return 'reasoning';
  return parts.some(({ functionCall }) => functionCall) ? 'tool' : 'none';
}

/** OpenAI's responses: `response.output_text.delta`, `response.function_call_arguments.delta` ... */
function ofResponse(type: string): OutputKind | 'none' {
  if (!type.endsWith('.delta')) return 'none';
  if (type.includes('reasoning')) return 'reasoning';
  return type.includes('_call') ? 'tool' : 'content';
}
