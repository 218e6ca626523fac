/** What pages recorded. */
import { runInPieces } from '../../metrics/inner.ts';
import { refusal } from '../answers/refusal.ts';
import type { Route } from '../call.ts';

export const ingest: Route<'ingest'> = async ({ serving, body }) => {
  const { ingestion } = serving;
  if (ingestion === undefined)
    throw refusal(404, 'Nothing is taken from pages here. Pass the option `ingest` to the server.');
  return runInPieces(ingestion.taking(body), serving.context.budget);
};
