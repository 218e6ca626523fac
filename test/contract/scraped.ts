// What a Prometheus server reads of a telemetry instance.
import type { Telemetry } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { parseExposition } from '../prometheus/parse-exposition.ts';

export interface ScrapedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of this name, `ipfs_aiml_inference_seconds_count`; none if nothing was recorded. */
export function scraped(telemetry: Telemetry, name: string): ScrapedSample[] {
  return parseExposition(expositionText(telemetry.snapshot()))
    .flatMap((family) => family.samples)
    .filter((sample) => sample.name === name)
    .map(({ labels, value }) => ({ labels, value: Number(value) }));
}

/** The first sample of this name with these labels. */
export function scrapedValue(
  telemetry: Telemetry,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const entries = Object.entries(labels);
  return scraped(telemetry, name).find((sample) =>
    entries.every(([key, value]) => sample.labels[key] === value),
  )?.value;
}
