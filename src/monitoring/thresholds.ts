/** Where alerts begin. Those of the source document have its values; the others those at which telemetry finds something high. */

export interface AlertThresholds {
  /** A training loss above it is unusually high: 2. */
  readonly trainingLoss: number;
  /** Samples per second below this share of their mean of an hour are a slowdown: 0.5. */
  readonly trainingSpeedRatio: number;
  /** The mean retention score of all tasks below it: 0.8. */
  readonly knowledgeRetention: number;
  /** The share of a device's memory that is in use: 0.9. */
  readonly gpuMemoryRatio: number;
  /** The 95th percentile of the time of inferences, in seconds: 1. */
  readonly inferenceSeconds: number;
  /** The 95th percentile of the time until the first token of streams, in seconds: 3. */
  readonly firstTokenSeconds: number;
  /** The 95th percentile of the longest time between two tokens of a stream, in seconds: 5. */
  readonly stallSeconds: number;
  /** The share of inferences, streams or storage operations that failed: 0.05. */
  readonly failureRatio: number;
  /** The share of HTTP requests that were answered with 5xx: 0.05. */
  readonly requestFailureRatio: number;
  /** The 95th percentile of the time of HTTP requests, in seconds: 5. Raise it where responses stream. */
  readonly requestSeconds: number;
  /** The 95th percentile of the time of storage operations, in seconds: 10. */
  readonly storageSeconds: number;
  /** Operations that wait in the queue of storage: 1000. */
  readonly queueSize: number;
  /** The mean share of time in which workers are busy: 0.5. */
  readonly workerUtilizationRatio: number;
  /** The 99th percentile of the delay of the event loop, in seconds: 0.2. */
  readonly eventLoopLagSeconds: number;
  /** The share of a budget of tokens or money that is spent: 0.9. */
  readonly budgetRatio: number;
  /** The share of inferences that shall end well: 0.99. What is left of it is the budget that burns. */
  readonly availabilityObjective: number;
  /** The share of inferences that shall take no longer than `inferenceObjectiveSeconds`: 0.95. */
  readonly latencyObjective: number;
  /** 1. With classic histograms one of the bounds of `inference_seconds`. */
  readonly inferenceObjectiveSeconds: number;
}

export const DEFAULT_ALERT_THRESHOLDS: AlertThresholds = {
  trainingLoss: 2,
  trainingSpeedRatio: 0.5,
  knowledgeRetention: 0.8,
  gpuMemoryRatio: 0.9,
  inferenceSeconds: 1,
  firstTokenSeconds: 3,
  stallSeconds: 5,
  failureRatio: 0.05,
  requestFailureRatio: 0.05,
  requestSeconds: 5,
  storageSeconds: 10,
  queueSize: 1000,
  workerUtilizationRatio: 0.5,
  eventLoopLagSeconds: 0.2,
  budgetRatio: 0.9,
  availabilityObjective: 0.99,
  latencyObjective: 0.95,
  inferenceObjectiveSeconds: 1,
};
