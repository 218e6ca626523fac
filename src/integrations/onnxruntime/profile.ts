/** Kernels, as onnxruntime profiles them. */
import { namesOf, requireAttributes } from '../../telemetry/index.ts';
import { requireLabel } from '../../validate.ts';
import { instanceOf, type LocalTelemetry, RUN_SECONDS, UNKNOWN } from '../local/telemetry.ts';

const KERNEL_SECONDS = {
  name: 'local_kernel_seconds',
  help: 'Time of one kernel of a model, as the runtime has profiled it.',
  unit: 'seconds',
  labels: ['model_id', 'kernel', 'device'],
  bucketBounds: [0.000001, 0.00001, ...RUN_SECONDS],
} as const;

/** What `env.webgpu.profiling.ondata` is called with. */
export interface OnnxKernelProfile {
  readonly kernelType: string;
  /** In nanoseconds, as `endTime` is. */
  readonly startTime: number;
  readonly endTime: number;
}

export interface OnnxProfileOptions {
  readonly modelId: string;
}

const PROFILE_NAMES = /* @__PURE__ */ namesOf<OnnxProfileOptions>({ modelId: true });

/**
 * What onnxruntime-web calls with each kernel that WebGPU ran, while it profiles. Profiling makes inference slower.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_METRIC_CONFLICT
 * @example
 * ort.env.webgpu.profiling = { mode: 'default', ondata: onnxKernelProfiler(telemetry, { modelId: 'glyphs' }) };
 */
export function onnxKernelProfiler(
  telemetry: LocalTelemetry,
  options: OnnxProfileOptions,
): (profile: OnnxKernelProfile) => void {
  requireAttributes('options', options, PROFILE_NAMES);
  const modelId = requireLabel('modelId', options.modelId);
  const kernels = telemetry.histogram(KERNEL_SECONDS);
  const { contain } = instanceOf(telemetry);
  return (profile) => {
    contain('callback', () => {
      const { kernelType, startTime, endTime } = profile;
      const labels = { model_id: modelId, kernel: String(kernelType), device: 'webgpu' };
      kernels.withLabels(labels).record((endTime - startTime) / 1e9);
    });
  };
}

/** An event of the file that `session.endProfiling()` writes, of Chrome's trace format. */
interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  /** In microseconds. */
  readonly dur?: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/**
 * Records what the file says that onnxruntime-node writes with `enableProfiling: true` when `session.endProfiling()` is called:
 * the time of each kernel, by the execution provider that ran it.
 *
 * @param profile the text of the file, or what JSON has made of it.
 * @returns how many kernels it tells of.
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_METRIC_CONFLICT
 * @example
 * session.endProfiling();
 * recordOnnxProfile(telemetry, { modelId: 'glyphs' }, await readFile(path, 'utf8'));
 */
export function recordOnnxProfile(
  telemetry: LocalTelemetry,
  options: OnnxProfileOptions,
  profile: string | readonly object[],
): number {
  requireAttributes('options', options, PROFILE_NAMES);
  const modelId = requireLabel('modelId', options.modelId);
  const kernels = telemetry.histogram(KERNEL_SECONDS);
  let count = 0;
  instanceOf(telemetry).contain('callback', () => {
    const events: readonly TraceEvent[] = typeof profile === 'string' ? JSON.parse(profile) : profile;
    for (const { cat, name = '', dur = Number.NaN, args = {} } of events) {
      if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
      const { op_name = UNKNOWN, provider = UNKNOWN } = args;
      const device = provider.replace(/ExecutionProvider$/, '').toLowerCase();
      kernels.withLabels({ model_id: modelId, kernel: op_name, device }).record(dur / 1e6);
      count += 1;
    }
  });
  return count;
}
