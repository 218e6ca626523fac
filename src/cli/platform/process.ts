/** The process that a command runs in: its words, its streams, its signals and its end. */
import { builtinModule } from '../../runtime/index.ts';
import type { Output } from '../terminal/output.ts';
import { type Style, styleFor } from '../terminal/style.ts';
import type { NodeProcess, NodeStream, Signal } from './node-types.ts';

export const { process: host } = globalThis as unknown as { readonly process: NodeProcess };

/** Whether the modules of the platform can be had: Node from 20.16 on, Deno and Bun. */
export function hasModules(): boolean {
  return builtinModule('node:fs/promises') !== undefined;
}

/** Standard output and standard error, and what tells that the reader of the first one has gone. */
export interface Streams {
  readonly out: Output;
  readonly err: Output;
  /** Set by `--no-color`. */
  turnColorsOff(): void;
  /** Resolves when everything that was written has left. */
  flushed(): Promise<void>;
}

/** @param onGone called once when nobody reads standard output any more: `| head -1` */
export function openStreams(onGone: () => void): Streams {
  let isColorOff = false;
  const waiting = new Set<Promise<void>>();
  const outputOf = (stream: NodeStream, onGone: () => void): Output => {
    let isGone = false;
    const gone = () => {
      if (isGone) return;
      isGone = true;
      onGone();
    };
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      gone();
    });
    const write = (text: string | Uint8Array) => {
      if (isGone || text.length === 0) return Promise.resolve();
      const written = new Promise<void>((resolve) => {
        try {
          stream.write(text, (error) => {
            if (error) gone();
            resolve();
          });
        } catch {
          gone();
          resolve();
        }
      });
      waiting.add(written);
      return written.then(() => void waiting.delete(written));
    };
    const isTerminal = stream.isTTY === true;
    return {
      isTerminal: isTerminal && host.env.TERM !== 'dumb',
      get columns() {
        return within(stream.columns ?? Number(host.env.COLUMNS), 20, 500, 80);
      },
      get rows() {
        return within(stream.rows ?? Number(host.env.LINES), 5, 500, 24);
      },
      get style(): Style {
        return styleFor(isTerminal, host.env, isColorOff);
      },
      write,
    };
  };
  const out = outputOf(host.stdout, onGone);
  const err = outputOf(host.stderr, () => {});
  return {
    out,
    err,
    turnColorsOff: () => {
      isColorOff = true;
    },
    flushed: async () => {
      await Promise.all(waiting);
    },
  };
}

function within(value: number, least: number, most: number, otherwise: number): number {
  return value > 0 ? Math.min(most, Math.max(least, Math.floor(value))) : otherwise;
}

/** The first signal is handed on, so that files are left whole; a second one ends the process at once. */
export function onSignal(listener: (signal: Signal) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const heard = () => {
      host.off(signal, heard);
      listener(signal);
    };
    host.on(signal, heard);
  }
}
