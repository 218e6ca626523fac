/** A request on its way to what answers it: an operation of the contract, with its parameters read. */
import type { ApiOperation, OperationId, Operations } from '../api/index.ts';
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

/** What an answer says beside that it is one; of files, whose answers are of several kinds, anything. */
export type Fields<Id extends OperationId> = Operations[Id]['answer'] extends object
  ? Omit<Operations[Id]['answer'], 'success' | 'operation' | 'timestamp'>
  : object;

/** Answers with the fields of JSON, or with a response of another kind. Rejects with an ApiError, or with what went wrong. */
export type Route<Id extends OperationId> = (call: Call<Id>) => Promise<Fields<Id> | Response>;
