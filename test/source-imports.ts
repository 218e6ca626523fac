// Who imports what, read from the compiler's own syntax trees, so that type imports count and comments do not.
import { dirname, join, relative } from 'node:path';
import {
  isIdentifier,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

export interface SourceFacts {
  /** From the root, e.g. src/telemetry/registry.ts. */
  readonly path: string;
  /** Files of the project, from the root; whether as a value, a type, a re-export or on demand. */
  readonly files: readonly string[];
  /** Everything else, as it is written: packages, `node:` modules. */
  readonly packages: readonly string[];
  /** Globals of one platform that are used, e.g. `process` in `process.env`. */
  readonly platformGlobals: readonly string[];
}

const platformGlobals = new Set(['process', 'Deno', 'Bun', 'Buffer', 'indexedDB', 'navigator']);

/** The facts of every file of the projects that lies in `folder`; tests run with the root as working directory. */
export function readSources(tsconfig: string, folder: string): SourceFacts[] {
  const root = process.cwd();
  const compiler = new API({ cwd: root });
  try {
    const [project] = compiler.updateSnapshot({ openProject: join(root, tsconfig) }).getProjects();
    if (!project) throw new Error(`${tsconfig} is no project`);
    return project.program
      .getSourceFileNames()
      .map((name) => ({ name, path: relative(root, name) }))
      .filter(({ path }) => path.startsWith(`${folder}/`) && !path.includes('node_modules'))
      .map(({ name, path }) => {
        const file = project.program.getSourceFile(name);
        if (!file) throw new Error(`${path} cannot be read`);
        const specifiers = file.imports.filter(isStringLiteral).map((specifier) => specifier.text);
        return {
          path,
          files: specifiers.filter(isRelative).map((specifier) => join(dirname(path), specifier)),
          packages: specifiers.filter((specifier) => !isRelative(specifier)),
          platformGlobals: platformGlobalsIn(file),
        };
      });
  } finally {
    compiler.close();
  }
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

/** `process`, `Deno`, ... wherever they are named, but for properties of other things: `job.process`. */
function platformGlobalsIn(node: Node): string[] {
  const found = new Set<string>();
  const visit = (child: Node): void => {
    if (isPropertyAccessExpression(child) && !child.expression.getText().includes('globalThis')) {
      visit(child.expression);
      return;
    }
    if (isIdentifier(child) && platformGlobals.has(child.text)) found.add(child.text);
    child.forEachChild(visit);
  };
  visit(node);
  return [...found];
}
