/** A configuration that was kept, as options of what is made before a server is. */
import { wrongValue } from '../../errors.ts';
import { expandedPath } from '../../runtime/index.ts';
import { requireText } from '../../validate.ts';
import { OPTION } from '../option-checks.ts';
import { ConfigurationFile } from './configuration-file.ts';

/** What the file says; what it does not say is left out. */
export interface TelemetryConfiguration {
  /** Options of createTelemetry(). */
  readonly telemetry: {
    readonly enabled?: boolean;
    /** `sampling_interval` */
    readonly aggregationIntervalSeconds?: number;
    /** `enable_detailed_timing` */
    readonly detailedTiming?: boolean;
    /** `operation_hooks` */
    readonly operationHooks?: boolean;
  };
  /** Options of openStore(), and of `connect(telemetry, { store })`. */
  readonly store: {
    /** `metrics_path`, `~` the home of the user. */
    readonly path?: string;
    /** `retention_days` */
    readonly retentionDays?: number;
  };
}

/**
 * What was posted to a server with this `configPath`, for the next start: `metrics_path` and `operation_hooks` take effect
 * where the telemetry and its store are made, and so with them alone. Empty where no file is there yet. Spread it behind the
 * options of the program, since it was said later.
 *
 * @param configPath as of `serve` and `createHandler`
 * @throws HTTP_CONFIGURATION for a file that makes no sense, HTTP_OPTION_KIND, STORE_FILE, STORE_PLATFORM where no files are
 * @example
 * import { connect } from 'inferometer/connect';
 *
 * const kept = await telemetryConfiguration('./telemetry.json');
 * const telemetry = createTelemetry({ ...options, ...kept.telemetry });
 * await connect(telemetry, { store: { path: './telemetry', ...kept.store } });
 * await serve(telemetry, { configPath: './telemetry.json' });
 */
export async function telemetryConfiguration(configPath: string): Promise<TelemetryConfiguration> {
  const kept = (await new ConfigurationFile(requireText(OPTION, 'configPath', configPath)).read()) ?? {};
  const { enabled, sampling_interval, enable_detailed_timing, operation_hooks } = kept;
  const { metrics_path, retention_days } = kept;
  return {
    telemetry: {
      ...(enabled !== undefined && { enabled }),
      ...(sampling_interval !== undefined && { aggregationIntervalSeconds: sampling_interval }),
      ...(enable_detailed_timing !== undefined && { detailedTiming: enable_detailed_timing }),
      ...(operation_hooks !== undefined && { operationHooks: operation_hooks }),
    },
    store: {
      ...(metrics_path !== undefined && { path: directoryOf(metrics_path) }),
      ...(retention_days !== undefined && { retentionDays: retention_days }),
    },
  };
}

function directoryOf(metricsPath: string): string {
  const path = expandedPath(metricsPath);
  if (path !== undefined) return path;
  const remedy = 'There is no home of the user here: correct the file.';
  throw wrongValue('HTTP_CONFIGURATION', 'metrics_path', 'a directory without ~', metricsPath, remedy);
}
