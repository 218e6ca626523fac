// Requests as bytes: what no client would send, and as slowly as it likes.
import { connect } from 'node:net';
import type { HostileCase } from './hostile.ts';

export interface RawAnswer {
  /** 0 where the connection was closed without one. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends these pieces, one after another, and reads until the server has answered as a whole or closes. */
export function sent(
  port: number,
  pieces: readonly (string | Uint8Array)[],
  pauseMs = 0,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const done = () => {
      socket.destroy();
      resolve(answerIn(Buffer.concat(chunks).toString('latin1')));
    };
    socket.setTimeout(20_000, done);
    socket.on('error', done);
    socket.on('close', done);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks).toString('latin1'))) done();
    });
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (pauseMs > 0) await new Promise((next) => setTimeout(next, pauseMs));
      }
    });
  });
}

/** A case of the table as bytes. */
export function bytesOf({ path, method = 'GET', headers = {}, body = '' }: HostileCase): Uint8Array {
  const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const all: Record<string, string> = { host: 'localhost', connection: 'close', ...headers };
  if (method !== 'GET' || content.length > 0) all['content-length'] = String(content.length);
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    content,
  ]);
}

function answerIn(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [, status = '0'] = /^HTTP\/1\.[01] (\d{3})/.exec(text) ?? [];
  return {
    status: Number(status),
    head: text.slice(0, Math.max(0, end)),
    body: end < 0 ? '' : text.slice(end + 4),
  };
}

function isWhole(text: string): boolean {
  const { head, body } = answerIn(text);
  const [, length] = /^content-length: (\d+)$/im.exec(head) ?? [];
  return length !== undefined && body.length >= Number(length);
}
