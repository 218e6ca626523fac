/**
 * Snapshots as requests of remote write 1.0: protocol buffers, compressed with snappy in its block format
 * (prometheus.io/docs/specs/prw/remote_write_spec).
 *
 * A request is its fields one after another, so a large one is split between two series, wherever it is full.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { compress } from 'snappyjs';
import type { MetricReading } from '../../metrics/inner.ts';
import { exposedFamilies } from '../../prometheus/inner.ts';
import { seriesWriter, type TimeSeriesSettings, writeMetadata } from './time-series.ts';
import type { ToldSeries } from './told-series.ts';

export interface WriteRequest {
  /** As it is sent: compressed. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly samples: number;
}

export interface RequestLimits {
  readonly requestSamples: number;
  /** Before compression. */
  readonly requestBytes: number;
}

/**
 * The requests that tell of these metrics; yields undefined where its caller may pause: after every series.
 *
 * @param told of whom those that are there no more are marked as ended; none is where undefined.
 */
export function* writeRequests(
  metrics: Iterable<MetricReading>,
  told: ToldSeries | undefined,
  settings: TimeSeriesSettings,
  limits: RequestLimits,
): Generator<WriteRequest | undefined, void> {
  const writer = new BinaryWriter();
  let request = new Draft();
  const add = function* (samples: number): Generator<WriteRequest | undefined, void> {
    const fields = writer.finish();
    if (!request.hasRoom(fields.length, samples, limits)) {
      yield request.finish();
      request = new Draft();
    }
    request.add(fields, samples);
    yield undefined;
  };
  for (const family of exposedFamilies(metrics, settings)) {
    const write = seriesWriter(family, settings);
    let isDescribed = false;
    for (const point of family.points()) {
      told?.tell(family, point);
      const samples = write(writer, point);
      if (!isDescribed) writeMetadata(writer, family);
      isDescribed = true;
      yield* add(samples);
    }
  }
  const ended = { ...settings, isStale: true };
  for (const { family, point } of told?.end() ?? []) {
    yield* add(seriesWriter(family, ended)(writer, point));
  }
  if (request.samples > 0) yield request.finish();
}

class Draft {
  samples = 0;
  private bytes = 0;
  private readonly parts: Uint8Array[] = [];

  /** A series that is larger than a request is one of its own. */
  hasRoom(bytes: number, samples: number, { requestBytes, requestSamples }: RequestLimits): boolean {
    if (this.samples === 0) return true;
    return this.bytes + bytes <= requestBytes && this.samples + samples <= requestSamples;
  }

  add(part: Uint8Array, samples: number): void {
    this.parts.push(part);
    this.bytes += part.length;
    this.samples += samples;
  }

  finish(): WriteRequest {
    const whole = new Uint8Array(this.bytes);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return { body: compress(whole), samples: this.samples };
  }
}
