/** All schemas of the contract, each once, with an example for every answer and every body. */
import type { Json, Schema } from '../openapi.ts';
import { ERROR } from './answer.ts';
import { CHARTS } from './charts.ts';
import { CONFIGURATION } from './config.ts';
import { INGESTION } from './ingestion.ts';
import { NOW } from './now.ts';
import { QUERY } from './query.ts';
import { REPORTS } from './reports.ts';
import { SERVICE } from './service.ts';
import { STORAGE } from './storage.ts';
import { VIEWS } from './views.ts';
import { WORDS } from './words.ts';

export const SCHEMAS = {
  ...WORDS.schemas,
  ...ERROR.schemas,
  ...STORAGE.schemas,
  ...REPORTS.schemas,
  ...CONFIGURATION.schemas,
  ...NOW.schemas,
  ...VIEWS.schemas,
  ...CHARTS.schemas,
  ...QUERY.schemas,
  ...SERVICE.schemas,
  ...INGESTION.schemas,
} satisfies Readonly<Record<string, Schema>>;

export const EXAMPLES = {
  ...STORAGE.examples,
  ...REPORTS.examples,
  ...CONFIGURATION.examples,
  ...NOW.examples,
  ...VIEWS.examples,
  ...CHARTS.examples,
  ...QUERY.examples,
  ...SERVICE.examples,
  ...INGESTION.examples,
} satisfies { readonly [Name in keyof typeof SCHEMAS]?: Json };

/** Those that have an example. */
export type SchemaName = keyof typeof EXAMPLES;
