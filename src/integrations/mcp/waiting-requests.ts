/** The requests of one side of a connection that wait for their answers: each is an operation. */
import { TrackedOperation } from '../../telemetry/index.ts';
import { type McpPlace, McpRecorder } from './recorder.ts';
import type { Message } from './watched-transport.ts';

interface Waiting {
  readonly operation: TrackedOperation;
  readonly recorder: McpRecorder;
}

export class WaitingRequests {
  private readonly place: McpPlace;
  /** By their ids, which whoever asks counts by itself. */
  private readonly waiting = new Map<unknown, Waiting>();

  constructor(place: McpPlace) {
    this.place = place;
  }

  /**
   * Begins the operation of a request; undefined for any other message.
   *
   * @param about what its span is told beside what the request says: the connection, where its trace comes from
   */
  begin(message: Message, about: object): TrackedOperation | undefined {
    const { method, params, id } = Object(message) as Message;
    if (typeof method !== 'string' || id === undefined || id === null) return undefined;
    const tool = method === 'tools/call' ? String(params?.name ?? '') : '';
    const recorder = new McpRecorder(this.place, method, tool);
    const operation = new TrackedOperation(method, attributesOf(message, about), recorder);
    // Whoever asks under one id twice waits for the second answer.
    this.end(id, (before) => before.operation[Symbol.dispose]());
    this.waiting.set(id, { operation, recorder });
    return operation;
  }

  /** Ends what the message answers. */
  answer(message: Message): void {
    const { id, method, result, error } = Object(message) as Message;
    if (method !== undefined || (result === undefined && error === undefined)) return;
    this.end(id, ({ operation, recorder }) => {
      if (error !== undefined) {
        recorder.errorType = String(error?.code ?? '_OTHER');
        operation.set({ errorType: recorder.errorType, statusCode: recorder.errorType });
        operation.fail({ name: 'JSONRPCError', message: error?.message });
      } else if (result?.isError === true) {
        recorder.errorType = 'tool_error';
        operation.set({ errorType: recorder.errorType });
        operation.fail();
      } else {
        operation.ok();
      }
    });
  }

  /** Ends what the message says that nobody waits for any more. */
  cancel(message: Message): void {
    const { method, params } = Object(message) as Message;
    if (method !== 'notifications/cancelled') return;
    this.end(params?.requestId, ({ operation }) => {
      // Clients say so of what they did not wait for any longer.
      if (/timed out|timeout/i.test(String(params?.reason))) operation.fail({ name: 'TimeoutError' });
      else operation.abort();
    });
  }

  fail(id: unknown, error: unknown): void {
    this.end(id, ({ operation }) => operation.fail(error));
  }

  abort(id: unknown): void {
    this.end(id, ({ operation }) => operation.abort());
  }

  /** The connection is closed: no answer comes, or nobody is there to take it. */
  close(): void {
    const { side } = this.place;
    for (const id of [...this.waiting.keys()]) {
      this.end(id, ({ operation }) => {
        if (side === 'client') operation.fail({ name: 'ConnectionClosed' });
        else operation.abort();
      });
    }
  }

  private end(id: unknown, end: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return;
    this.waiting.delete(id);
    end(waiting);
  }
}

/** What a span says of it. Arguments and contents are nobody's business. */
function attributesOf({ id, method, params }: Message, about: object): object {
  const isTool = method === 'tools/call';
  return {
    ...about,
    methodName: method,
    requestId: String(id),
    ...(isTool && { toolName: params?.name, operationName: 'execute_tool' }),
    ...(method === 'prompts/get' && { promptName: params?.name }),
    ...(String(method).startsWith('resources/') && { resourceUri: params?.uri }),
  };
}
