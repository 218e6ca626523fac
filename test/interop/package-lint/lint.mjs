// What publint and arethetypeswrong have to say about a package: `lint.mjs <tarball>`, as JSON.
import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const [path] = process.argv.slice(2);
const bytes = readFileSync(path);
const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
const { types, problems } = await checkPackage(createPackageFromTarballData(bytes));
console.log(
  JSON.stringify({
    publint: messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false })}`),
    types: types?.kind,
    problems: problems.map(({ kind, entrypoint, resolutionKind, ...rest }) => ({
      kind,
      entrypoint,
      resolutionKind,
      ...(entrypoint === undefined && rest),
    })),
  }),
);
