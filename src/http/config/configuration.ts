/**
 * The configuration of the WAL Telemetry API: what of it is in force, changed while telemetry runs, and kept for the next
 * start.
 */
import type { ConfigurationChange } from '../../api/index.ts';
import { recordingOf, type Store, type StoreReader } from '../../store/inner.ts';
import { contextOf, type TelemetryHandle } from '../../telemetry/index.ts';
import type { ConfigurationFile } from './configuration-file.ts';

/** As the contract has it: `metrics_path` is null without a store. */
export interface Configuration {
  readonly enabled: boolean;
  readonly metrics_path: string | null;
  readonly retention_days: number;
  readonly sampling_interval: number;
  readonly enable_detailed_timing: boolean;
  readonly operation_hooks: boolean;
}

/** What is decided when the telemetry and its store are made. */
const FIXED = ['metrics_path', 'operation_hooks'] as const satisfies readonly (keyof Configuration)[];

const DEFAULT_RETENTION_DAYS = 30;

export class ConfigurationKeeper {
  private readonly telemetry: TelemetryHandle;
  private readonly store: Store | StoreReader | undefined;
  private readonly file: ConfigurationFile | undefined;
  /** What was asked for, now or before the last start. */
  private asked: ConfigurationChange = {};
  /** One after another: the last one to ask has the last word. */
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    telemetry: TelemetryHandle,
    store: Store | StoreReader | undefined,
    file: ConfigurationFile | undefined,
  ) {
    this.telemetry = telemetry;
    this.store = store;
    this.file = file;
  }

  /** Reads what was kept, and puts it in force. @throws HTTP_CONFIGURATION, STORE_FILE */
  async restore(): Promise<void> {
    this.asked = (await this.file?.read()) ?? {};
    this.apply(this.asked);
  }

  current(): Configuration {
    const { enabled, aggregationIntervalSeconds, detailedTiming, operationHooks } = contextOf(this.telemetry);
    return {
      enabled,
      metrics_path: this.writtenStore?.status().place ?? this.store?.status().place ?? null,
      retention_days: this.retentionDays,
      sampling_interval: aggregationIntervalSeconds,
      enable_detailed_timing: detailedTiming,
      operation_hooks: operationHooks,
    };
  }

  /**
   * All of it, or nothing. What is in force is what can be kept.
   *
   * @returns the fields of it that take effect with the next start
   * @throws STORE_FILE, STORE_DISK_FULL, STORE_READ_ONLY where the file cannot be written
   */
  change(change: ConfigurationChange): Promise<readonly string[]> {
    const changed = this.changing.then(async () => {
      const asked = { ...this.asked, ...change };
      await this.file?.write(asked);
      this.asked = asked;
      this.apply(change);
      return FIXED.filter((name) => change[name] !== undefined);
    });
    this.changing = changed.catch(() => {});
    return changed;
  }

  private apply({
    enabled,
    sampling_interval,
    enable_detailed_timing,
    retention_days,
  }: ConfigurationChange): void {
    this.telemetry.configure({
      ...(enabled !== undefined && { enabled }),
      ...(sampling_interval !== undefined && { aggregationIntervalSeconds: sampling_interval }),
      ...(enable_detailed_timing !== undefined && { detailedTiming: enable_detailed_timing }),
    });
    if (retention_days !== undefined) this.writtenStore?.configure({ retentionDays: retention_days });
  }

  private get retentionDays(): number {
    const { retentionDays } = this.writtenStore?.status() ?? {};
    return retentionDays ?? this.asked.retention_days ?? DEFAULT_RETENTION_DAYS;
  }

  /** The one that was handed in, or that this telemetry is kept in; a reader decides nothing. */
  private get writtenStore(): Store | undefined {
    const store = this.store ?? recordingOf(contextOf(this.telemetry))?.store;
    return store !== undefined && 'configure' in store ? (store as Store) : undefined;
  }
}
