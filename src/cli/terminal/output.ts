/** Where text goes: standard output or standard error, with what is known of its reader. */
import type { Style } from './style.ts';

export interface Output {
  readonly isTerminal: boolean;
  /** Of the terminal, as it is now; 80 where there is none. */
  readonly columns: number;
  /** Lines of the terminal; 24 where there is none. */
  readonly rows: number;
  readonly style: Style;
  /** Resolves when the reader keeps up. Never rejects: that the reader has gone is told by the signal of the command. */
  write(text: string | Uint8Array): Promise<void>;
}
