/** The server that scrapes and evaluates. */
import type { Settings } from '../options.ts';
import { duration } from '../rules/index.ts';

/** Whether native histograms are asked for in the configuration: from 3.8 on; before by a flag. */
function hasScrapeOption({ prometheusVersion }: Settings): boolean {
  const [major = 0, minor = 0] = prometheusVersion.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 8);
}

/** `prometheus.yml`. Its rules lie beside it. */
export function prometheusConfig(settings: Settings): object {
  const { job, targets, port, metricsPath, alertmanagers = ['alertmanager:9093'] } = settings;
  const isNative = settings.histograms === 'native' && hasScrapeOption(settings);
  const interval = duration(settings.scrapeIntervalSeconds);
  return {
    global: {
      scrape_interval: interval,
      scrape_timeout: duration(Math.min(10, settings.scrapeIntervalSeconds)),
      evaluation_interval: duration(settings.evaluationIntervalSeconds),
    },
    rule_files: ['rules/*.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
    scrape_configs: [
      {
        job_name: job,
        metrics_path: metricsPath,
        ...(isNative && { scrape_native_histograms: true }),
        static_configs: [{ targets: targets ?? [`app:${port}`] }],
      },
    ],
  };
}

/** Flags beyond the paths of its files: examples lead from a latency to its trace. */
export function prometheusFlags(settings: Settings): string[] {
  const isFlag = settings.histograms === 'native' && !hasScrapeOption(settings);
  return [`--enable-feature=exemplar-storage${isFlag ? ',native-histograms' : ''}`];
}
