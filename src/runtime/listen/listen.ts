/** Listening for HTTP requests, where this runtime can. */
import { InferometerError } from '../../errors.ts';
import { listenInBun } from './bun.ts';
import { listenInDeno } from './deno.ts';
import type { FetchHandler, Listening, ListenOptions } from './listening.ts';
import { listenInNode } from './node.ts';

/** @throws RUNTIME_CANNOT_LISTEN, RUNTIME_PORT_IN_USE, RUNTIME_LISTEN_FAILED */
export async function listen(handler: FetchHandler, options: ListenOptions): Promise<Listening> {
  // Deno and Bun can do as Node does; they go first, because their own way is the shorter one.
  const start = listenInDeno() ?? listenInBun() ?? listenInNode();
  if (start === undefined) {
    throw new InferometerError(
      'RUNTIME_CANNOT_LISTEN',
      'this runtime cannot listen on a port. Pages and workers have no servers: run it in Node from 20.16 on, Deno or Bun, or push.',
    );
  }
  try {
    return await start(handler, options);
  } catch (error) {
    throw explained(error, options);
  }
}

function explained(error: unknown, { port, host }: ListenOptions): Error {
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  const cause = { cause: error };
  if (code === 'EADDRINUSE' || name === 'AddrInUse') {
    const remedy = 'Stop what listens there, or choose another port; 0 takes any that is free.';
    return new InferometerError('RUNTIME_PORT_IN_USE', `port ${port} of ${host} is in use. ${remedy}`, cause);
  }
  const remedy = 'Correct host and port, or the permissions of the process.';
  const text = `cannot listen on port ${port} of ${host}: ${message}. ${remedy}`;
  return new InferometerError('RUNTIME_LISTEN_FAILED', text, cause);
}
