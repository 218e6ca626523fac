/** A request on its way to what answers it: an operation of the contract, with its parameters read. */
import type { ApiOperation, OperationId, Operations } from '../api/index.ts';
import type { Fields } from './answers/fields.ts';
import type { Serving } from './serving.ts';

export interface Call<Id extends OperationId = OperationId> {
  readonly serving: Serving;
  readonly operation: ApiOperation;
  readonly request: Request;
  readonly parameters: Operations[Id]['parameters'];
  readonly body: Operations[Id]['body'];
  /** The format that the request prefers. */
  readonly mediaType: string;
  /** Where the routes are, for whoever reads the answer: `http://localhost:8000`. */
  readonly baseUrl: string;
  /** Aborted when nobody waits for the answer any more, or it takes too long. */
  readonly signal: AbortSignal;
}

/** Answers with the fields of JSON, or with a response of another kind. Rejects with an ApiError, or with what went wrong. */
export type Route<Id extends OperationId> = (call: Call<Id>) => Promise<Fields<Id> | Response>;
