/** A part of an option that is not what it must be. */
export interface Fault {
  /** `thresholds.modelLoadSeconds.high` */
  readonly label: string;
  readonly expected: string;
  readonly got: unknown;
}
