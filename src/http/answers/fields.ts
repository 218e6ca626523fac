/** What the contract says of an answer. */
import type { OperationId, Operations } from '../../api/index.ts';

/** What an answer says beside that it is one; of files, whose answers are of several kinds, anything. */
export type Fields<Id extends OperationId> = Operations[Id]['answer'] extends object
  ? Omit<Operations[Id]['answer'], 'success' | 'operation' | 'timestamp'>
  : object;
