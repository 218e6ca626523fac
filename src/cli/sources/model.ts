/** Where numbers come from, for whoever asks. */
import type { StoreQuery, StoreRow } from '../../store/index.ts';

/** What commands ask for, wherever it is. */
export interface Source {
  /** For people: a directory, a URL. */
  readonly place: string;
  rows(query: StoreQuery): Promise<readonly StoreRow[]>;
}

export interface Server {
  readonly url: string;
  readonly token: string | undefined;
}
