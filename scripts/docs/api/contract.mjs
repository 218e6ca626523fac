// The document of src/api/contract, as it is in the sources.
import { readFileSync } from 'node:fs';
import { load } from '../module.mjs';

/** @type {Promise<import('../../../src/api/contract/openapi.ts').OpenApi> | undefined} */
let document;

export function apiDocument() {
  document ??= load('src/api/contract/document.ts').then(({ openApiDocument }) => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    return openApiDocument(version);
  });
  return document;
}
