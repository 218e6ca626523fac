/** What listening for HTTP requests is, on every platform. */

export type FetchHandler = (request: Request) => Promise<Response>;

export interface ListenOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Name or address of the interface. */
  readonly host: string;
  /** Whether the process goes on for as long as the server runs. */
  readonly keepsAlive: boolean;
}

export interface Listening {
  readonly port: number;
  /** Closes every connection, also those that are kept alive, and resolves when the port is free. */
  stop(): Promise<void>;
}

/** What a platform's file offers; undefined where the platform is another one. */
export type Listen = (handler: FetchHandler, options: ListenOptions) => Promise<Listening>;
