/**
 * Snapshots as requests of remote write: protocol buffers, compressed with snappy in its block format
 * (prometheus.io/docs/specs/prw/remote_write_spec, remote_write_spec_2_0).
 *
 * A request is its fields one after another, so a large one is split between two series, wherever it is full.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { compress } from 'snappyjs';
import { joinedBytes } from '../../histogram/inner.ts';
import type { MetricReading } from '../../metrics/inner.ts';
import { exposedFamilies } from '../../prometheus/inner.ts';
import type { RequestMessage } from './message.ts';
import { seriesWriter, type TimeSeriesSettings } from './time-series.ts';
import type { ToldSeries } from './told-series.ts';
import { VERSION_1 } from './version-1.ts';
import { Version2Message } from './version-2.ts';
import type { Version } from './versions.ts';

export interface WriteRequest {
  readonly version: Version;
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
  settings: TimeSeriesSettings & { readonly version: Version },
  limits: RequestLimits,
): Generator<WriteRequest | undefined, void> {
  const writer = new BinaryWriter();
  let request = new Draft(settings.version);
  const add = function* (write: (message: RequestMessage) => number) {
    const samples = write(request.message);
    let fields = writer.finish();
    if (!request.hasRoom(fields.length, samples, limits)) {
      yield request.finish();
      request = new Draft(settings.version);
      // Again: what it refers to may be a table of the one before.
      write(request.message);
      fields = writer.finish();
    }
    request.add(fields, samples);
    yield undefined;
  };
  for (const family of exposedFamilies(metrics, settings)) {
    const write = seriesWriter(family, settings);
    let isDescribed = false;
    for (const point of family.points()) {
      told?.tell(family, point);
      yield* add((message) => {
        const samples = write(writer, message, point);
        if (!isDescribed) message.describeFamily(writer, family);
        return samples;
      });
      isDescribed = true;
    }
  }
  const ended = { ...settings, isStale: true };
  for (const { family, point } of told?.end() ?? []) {
    yield* add((message) => seriesWriter(family, ended)(writer, message, point));
  }
  if (request.samples > 0) yield request.finish();
}

class Draft {
  samples = 0;
  readonly message: RequestMessage;
  private bytes = 0;
  private readonly parts: Uint8Array[] = [];

  constructor(version: Version) {
    this.message = version === '1.0' ? VERSION_1 : new Version2Message();
  }

  /** A series that is larger than a request is one of its own. */
  hasRoom(bytes: number, samples: number, { requestBytes, requestSamples }: RequestLimits): boolean {
    if (this.samples === 0) return true;
    const size = this.bytes + bytes + this.message.headBytes;
    return size <= requestBytes && this.samples + samples <= requestSamples;
  }

  add(part: Uint8Array, samples: number): void {
    this.parts.push(part);
    this.bytes += part.length;
    this.samples += samples;
  }

  finish(): WriteRequest {
    const { message, samples } = this;
    const head = new BinaryWriter();
    message.writeHead(head);
    const whole = joinedBytes([head.finish(), ...this.parts]);
    return { version: message.version, body: compress(whole), samples };
  }
}
