// Compilers of users, each with the settings that find the most: declarations of packages are checked, too. The newest, which is a
// tenth of the others' time, checks all of them; those before it ours.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../install.ts';
import { name, root, run } from './project.ts';

const FOLDER = 'test/interop/consumer/compilers';

const CHECK_PACKAGE = 'test/interop/consumer/check-package.cjs';

/** By version, where its package is. 7 is that of this repository. */
const COMPILERS = {
  '5.7': `${FOLDER}/node_modules/typescript-5.7`,
  '5.9': `${FOLDER}/node_modules/typescript-5.9`,
  '7': 'node_modules/typescript',
};

export type Version = keyof typeof COMPILERS;

export const versions = Object.keys(COMPILERS) as Version[];

/** Types that no program needs, and some have. */
export const WORKERS_TYPES = `${FOLDER}/node_modules/@cloudflare/workers-types`;

/** Without Symbol.dispose, as of most programs: declarations refer to it. */
const DOM = ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'];

export interface Settings {
  readonly version?: Version;
  readonly module?: 'nodenext' | 'esnext';
  readonly lib?: readonly string[];
  readonly types?: readonly string[];
  /** For packages of others whose declarations are not clean. False if left out. */
  readonly skipLibCheck?: boolean;
  readonly files: readonly string[];
}

/** Skips the test where the compilers cannot be had. */
export function installCompilers(): void {
  installPackages(FOLDER, 'typescript-5.7');
}

/** @throws with what the compiler says */
export function typeCheck(folder: string, settings: Settings): void {
  const { version = '7', module = 'nodenext', lib = DOM, types = [], skipLibCheck = false, files } = settings;
  if (version !== '7') installCompilers();
  const compilerOptions = {
    module,
    moduleResolution: module === 'esnext' ? 'bundler' : module,
    target: 'es2022',
    lib,
    types,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const compiler = join(root, COMPILERS[version]);
  // Several checkers would each begin with types of their own.
  if (version === '7')
    run(folder, process.execPath, [join(compiler, 'bin/tsc'), '-p', '.', '--singleThreaded']);
  else run(folder, process.execPath, [join(root, CHECK_PACKAGE), compiler, name]);
}

/** @throws with what the compiler says about these lines */
export function typeCheckLines(
  folder: string,
  lines: readonly string[],
  settings: Omit<Settings, 'files'> & { readonly file?: string } = {},
): void {
  const { file = 'consumer.ts', ...others } = settings;
  writeFileSync(join(folder, file), lines.join('\n'));
  typeCheck(folder, { ...others, files: [file] });
}
