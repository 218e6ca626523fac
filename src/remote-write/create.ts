import type { TelemetryHandle } from '../telemetry/index.ts';
import type { RemoteWriteOptions } from './options.ts';
import { RemoteWrite } from './remote-write.ts';

/**
 * Pushes everything that `telemetry` records to a receiver of Prometheus remote write, every `intervalSeconds`,
 * until `stop()`. What the receiver does not take waits in a bounded queue and is tried again; what is lost is
 * counted in `inferometer_remote_write_samples_dropped_total`. It keeps no process alive and throws nothing.
 *
 * Prometheus 2.40 and later takes native histograms with `--enable-feature=native-histograms`, Mimir and Thanos where
 * they are enabled; VictoriaMetrics and older servers want `nativeHistograms: false`.
 *
 * @throws REMOTE_WRITE_OPTION_KIND, REMOTE_WRITE_OPTION_RANGE, REMOTE_WRITE_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const remote = createRemoteWrite(telemetry, {
 *   url: 'http://127.0.0.1:9090/api/v1/write',
 *   externalLabels: { job: 'trainer', instance: hostname() },
 * });
 * // …
 * await remote.stop();
 */
export function createRemoteWrite(telemetry: TelemetryHandle, options: RemoteWriteOptions): RemoteWrite {
  return new RemoteWrite(telemetry, options);
}
