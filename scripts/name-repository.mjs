#!/usr/bin/env node
// Says where the repository is, before a release: `node scripts/name-repository.mjs <https address> <tag>`. Until then nothing knows.
// npm compares package.json with where a package was built, and shows README apart from the files that it links to.
import { readFileSync, writeFileSync } from 'node:fs';

const [address, tag] = process.argv.slice(2);
if (!URL.canParse(address) || tag === undefined) {
  throw new Error('Say where it is: node scripts/name-repository.mjs https://example.org/owner/name v1.2.3');
}

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));
packageJson.repository = { type: 'git', url: `git+${address}.git` };
packageJson.bugs = { url: `${address}/issues` };
packageJson.homepage = `${address}#readme`;
writeFileSync('package.json', `${JSON.stringify(packageJson, null, 2)}\n`);

const readme = readFileSync('README.md', 'utf8').replace(
  /(!?)(\[[^\]]*\])\((?!https?:|#)([^)\s]+)\)/g,
  (_, picture, text, path) => `${picture}${text}(${address}/${picture ? 'raw' : 'blob'}/${tag}/${path})`,
);
writeFileSync('README.md', readme);
