/** The memory of TensorFlow.js. */
import type { LocalTelemetry } from '../local/telemetry.ts';

/** As much of `@tensorflow/tfjs`, or `@tensorflow/tfjs-core`, as is needed here. */
export interface Tensorflow {
  memory(): { readonly numTensors: number; readonly numBytes: number; readonly numBytesInGPU?: number };
  getBackend(): string;
}

const TENSORS = {
  name: 'tfjs_tensors',
  help: 'Tensors that TensorFlow.js keeps: a number that only rises is a leak.',
  labels: ['model_id'],
} as const;
const TENSOR_BYTES = {
  name: 'tfjs_tensor_bytes',
  help: 'Bytes of the tensors that TensorFlow.js keeps; those of kind gpu lie on the device.',
  unit: 'bytes',
  labels: ['model_id', 'kind'],
} as const;

interface Gauge {
  set(value: number): void;
}

export class MemoryGauges {
  private readonly tf: Tensorflow;
  private readonly tensors: Gauge;
  private readonly bytes: Gauge;
  private readonly gpuBytes: () => Gauge;

  constructor(telemetry: LocalTelemetry, modelId: string, tf: Tensorflow) {
    const bytes = telemetry.gauge(TENSOR_BYTES);
    this.tf = tf;
    this.tensors = telemetry.gauge(TENSORS).withLabels({ model_id: modelId });
    this.bytes = bytes.withLabels({ model_id: modelId, kind: 'all' });
    this.gpuBytes = () => bytes.withLabels({ model_id: modelId, kind: 'gpu' });
  }

  read(): void {
    const { numTensors, numBytes, numBytesInGPU } = this.tf.memory();
    this.tensors.set(numTensors);
    this.bytes.set(numBytes);
    if (numBytesInGPU !== undefined) this.gpuBytes().set(numBytesInGPU);
  }
}
