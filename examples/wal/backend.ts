/** Where the log writes to. */

export interface Backend {
  /** `disk`, `ipfs`, `s3`: what telemetry calls it. */
  readonly name: string;
  add(key: string, content: string): Promise<void>;
  get(key: string): Promise<string>;
  remove(key: string): Promise<void>;
}
