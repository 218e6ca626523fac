// What docs/integrations shows, against the types of the packages that it is for: whatever stands in for a client, a model or a
// transport has the type of it, and goes where that goes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, test } from '../harness.ts';
import { isOfOthers, moduleOf, readBlocks } from './consumer/blocks.ts';
import { typeCheck } from './consumer/compiler.ts';
import { ours, projectWith } from './consumer/project.ts';
import { installPackages } from './install.ts';

const CLIENTS = 'test/interop/ai-clients';
const AGENTS = 'test/interop/agents';

const AMBIENT = [
  'declare const request: Request;',
  'declare const signal: AbortSignal;',
  "declare const telemetry: import('inferometer').Telemetry;",
  "declare const tracing: import('inferometer/opentelemetry').OpenTelemetryTracing;",
];

/** What the pages do not show, each a module of its own. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'a client keeps its type': [
    "import OpenAI from 'openai';",
    "import { createTelemetry } from 'inferometer';",
    "import { instrumentFetch } from 'inferometer/integrations/fetch';",
    "import { instrumentOpenAI } from 'inferometer/integrations/openai';",
    'const telemetry = createTelemetry();',
    'const client: OpenAI = instrumentOpenAI(telemetry, new OpenAI());',
    'const ask: typeof fetch = instrumentFetch(telemetry, fetch);',
    'export default new OpenAI({ fetch: ask, apiKey: client.apiKey });',
    '// @ts-expect-error: a client is an object',
    "instrumentOpenAI(telemetry, 'client');",
  ],
  'models of every version take the middleware': [
    "import * as six from 'ai-6';",
    "import * as seven from 'ai-7';",
    "import { createOpenAI as ofSix } from 'ai-openai-6';",
    "import { createOpenAI as ofSeven } from 'ai-openai-7';",
    "import { createTelemetry } from 'inferometer';",
    "import { aiSdkMiddleware } from 'inferometer/integrations/ai-sdk';",
    'const middleware = aiSdkMiddleware(createTelemetry());',
    "const [a, b] = [ofSix().chat('m'), ofSeven().chat('m')];",
    "const [c, d] = [ofSix().embedding('m'), ofSeven().embedding('m')];",
    'export default [',
    '  six.wrapLanguageModel({ model: a, middleware }),',
    '  seven.wrapLanguageModel({ model: b, middleware: [middleware] }),',
    '  six.wrapEmbeddingModel({ model: c, middleware }),',
    '  seven.wrapEmbeddingModel({ model: d, middleware }),',
    '];',
  ],
  'transports of every version, of both ends': [
    "import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';",
    "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';",
    "import { WebStandardStreamableHTTPServerTransport, McpServer as Server } from '@modelcontextprotocol/server';",
    "import { createTelemetry } from 'inferometer';",
    "import { instrumentMcpTransport } from 'inferometer/integrations/mcp';",
    'const telemetry = createTelemetry();',
    "const about = { name: 'a', version: '1' };",
    'const stdio: StdioServerTransport = instrumentMcpTransport(telemetry, new StdioServerTransport(), { tracing });',
    'await new McpServer(about).connect(stdio);',
    'const http = instrumentMcpTransport(telemetry, new WebStandardStreamableHTTPServerTransport({}));',
    'await new Server(about).connect(http);',
    'export default await http.handleRequest(request);',
  ],
};

test('what the pages show, and what they do not, type-checks with the packages of others', () => {
  installPackages(CLIENTS, 'ai-openai-7', '--ignore-scripts');
  installPackages(AGENTS, '@langchain/openai', '--ignore-scripts');
  const of = (folder: string, ...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, `${folder}/node_modules/${name}`]));
  const folder = projectWith('integrations', {
    ...ours('@types/node', '@opentelemetry/api'),
    ...of(CLIENTS, '@anthropic-ai/sdk', 'ai-6', 'ai-7', 'ai-openai-6', 'ai-openai-7'),
    ...of(AGENTS, '@langchain/openai', '@langchain/core', 'zod'),
    ...of(
      AGENTS,
      '@modelcontextprotocol/client',
      '@modelcontextprotocol/sdk',
      '@modelcontextprotocol/server',
    ),
    ai: `${CLIENTS}/node_modules/ai-7`,
    '@ai-sdk/openai': `${CLIENTS}/node_modules/ai-openai-7`,
    openai: `${CLIENTS}/node_modules/openai-6`,
  });
  const blocks = readBlocks().filter(isOfOthers);
  assert.ok(blocks.length >= 5, `${blocks.length} blocks`);
  const modules = [
    ...blocks.map((block) => [block.id, moduleOf(block)] as const),
    ...Object.entries(BESIDE).map(([what, lines]) => [what.replace(/\W/g, '-'), lines.join('\n')] as const),
  ];
  for (const [name, text] of modules) writeFileSync(join(folder, `${name}.ts`), text);
  writeFileSync(join(folder, 'ambient.d.ts'), AMBIENT.join('\n'));
  const lib = ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'];
  const files = ['ambient.d.ts', ...modules.map(([name]) => `${name}.ts`)];
  typeCheck(folder, { lib, types: ['node'], skipLibCheck: true, files });
});
