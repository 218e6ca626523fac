// The blocks of code in README and docs, as modules of a program.
import { readdirSync, readFileSync } from 'node:fs';

export interface Block {
  /** `docs/http.md:41`, the line of its first line of code. */
  readonly at: string;
  readonly page: string;
  /** `docs-http-41`, as the name of a file. */
  readonly id: string;
  readonly isTypeScript: boolean;
  readonly code: string;
}

/** What changes a checkout of ours, and is tried there: test/docs/extending.node.test.ts. */
const OF_OUR_SOURCES = ['docs/extending.md'];

export function readBlocks(): Block[] {
  const docs = readdirSync('docs', { recursive: true })
    .map((path) => `docs/${String(path).replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md') && !OF_OUR_SOURCES.includes(path))
    .sort();
  return ['README.md', ...docs].flatMap(blocksOf);
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```(ts|js)\n(.*?)^```$/gms)].map((match) => {
    const [, language, code = ''] = match;
    const line = text.slice(0, match.index).split('\n').length + 1;
    const id = `${page.replace(/\W/g, '-').replace(/-md$/, '')}-${line}`;
    return { at: `${page}:${line}`, page, id, isTypeScript: language === 'ts', code };
  });
}

/** What needs packages whose own declarations need much, and are no business of ours: ../integrations-types.interop.ts. */
export function isOfOthers({ code }: Block): boolean {
  return /from '(@anthropic-ai|@ai-sdk|@langchain|@modelcontextprotocol)\//.test(code);
}

/** The block as a module: imports stay at its top; what stands in a function there is put into one. */
export function moduleOf({ code }: Block): string {
  if (!/^return\b/m.test(code)) return `${code}\nexport {};\n`;
  const lines = code.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const body = lines.filter((line) => !line.startsWith('import '));
  return `${imports.join('\n')}\nexport async function block() {\n${body.join('\n')}}\n`;
}
