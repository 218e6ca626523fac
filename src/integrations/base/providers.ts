/** Who answers, by OpenTelemetry's names for `gen_ai.provider.name` (semantic-conventions-genai, registry of attributes). */
import { ownValue } from '../../validate.ts';

/** By the host that requests go to, or its end. */
const HOSTS: readonly (readonly [host: RegExp, provider: string])[] = [
  [/(^|\.)api\.openai\.com$/, 'openai'],
  [/\.openai\.azure\.com$/, 'azure.ai.openai'],
  [/\.ai\.azure\.com$/, 'azure.ai.inference'],
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'gcp.gemini'],
  [/aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^bedrock[\w.-]*\.amazonaws\.com$/, 'aws.bedrock'],
  [/^api\.groq\.com$/, 'groq'],
  [/^api\.mistral\.ai$/, 'mistral_ai'],
  [/^api\.deepseek\.com$/, 'deepseek'],
  [/^api\.x\.ai$/, 'x_ai'],
  [/^api\.perplexity\.ai$/, 'perplexity'],
  [/^api\.cohere\.(ai|com)$/, 'cohere'],
  [/\.ml\.cloud\.ibm\.com$/, 'ibm.watsonx.ai'],
];

/** By what the AI SDK and LangChain call them, where that is another word. */
const ALIASES: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws.bedrock',
  amazon_bedrock: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  azure: 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  google: 'gcp.gemini',
  google_genai: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  google_vertexai: 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  xai: 'x_ai',
};

/** Undefined for a host that nobody knows: a server of one's own, a gateway. */
export function providerAt(url: unknown): string | undefined {
  const host = hostOf(url);
  return host === undefined ? undefined : HOSTS.find(([known]) => known.test(host))?.[1];
}

/** Of `openai.chat`, `google.vertex.chat`, `ChatOpenAI`'s `openai`; undefined for what is no text. */
export function providerNamed(name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '') return undefined;
  if (name.startsWith('google.vertex')) return 'gcp.vertex_ai';
  const word = name.split('.')[0] as string;
  return ownValue(ALIASES, word) ?? word;
}

function hostOf(url: unknown): string | undefined {
  try {
    return new URL(String(url)).hostname;
  } catch {
    // An address within a page, or none.
    return undefined;
  }
}
