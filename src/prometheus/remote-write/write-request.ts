/**
 * Snapshots as requests of remote write 1.0: protocol buffers, compressed with snappy in its block format
 * (prometheus.io/docs/specs/prw/remote_write_spec).
 *
 * A request is its fields one after another, so a large one is split between two series, wherever it is full.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { compress } from 'snappyjs';
import type { MetricSnapshot } from '../../telemetry/snapshot.ts';
import { seriesWriter, type TimeSeriesSettings, writeMetadata } from './time-series.ts';

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

/** Written between two pauses: 3 ms of work, as the compression of a whole request is. */
const SLICE_BYTES = 2 ** 16;

/** The requests that tell of these metrics; yields undefined where its caller may pause. */
export function* writeRequests(
  metrics: Iterable<MetricSnapshot>,
  settings: TimeSeriesSettings,
  limits: RequestLimits,
): Generator<WriteRequest | undefined, void> {
  const writer = new BinaryWriter();
  let request = new Draft();
  let bytesOfSlice = 0;
  for (const metric of metrics) {
    const write = seriesWriter(metric, settings);
    writeMetadata(writer, metric);
    request.add(writer.finish(), 0);
    for (const series of metric.series) {
      const samples = write(writer, series);
      const fields = writer.finish();
      if (!request.hasRoom(fields.length, samples, limits)) {
        yield request.finish();
        request = new Draft();
      }
      request.add(fields, samples);
      bytesOfSlice += fields.length;
      if (bytesOfSlice < SLICE_BYTES) continue;
      yield undefined;
      bytesOfSlice = 0;
    }
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
