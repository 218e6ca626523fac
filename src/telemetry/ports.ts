/** What telemetry asks of the platform. Each can be handed in, so that a test owns time and memory. */

export interface Clock {
  /** Milliseconds from any origin that never go back; every duration is measured with it. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01 UTC; stamps snapshots, measures nothing. */
  wallUnixMs(): number;
}

export interface MemoryProbe {
  /** Bytes in use now. A platform that cannot tell has no probe; NaN is a reading that failed. */
  usedBytes(): number;
}
