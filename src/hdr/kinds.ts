/**
 * The classes of hdr-histogram-js. There they differed in how wide a count was, and in the engine; here all count
 * in 64 bits in the kernel, and what differs is the name, and whether `destroy()` ends it.
 */
import { wrongValue } from '../errors.ts';
import { decodeHdr, type HistogramDecodingOptions } from '../histogram/index.ts';
import { requireFields } from '../validate.ts';
import { BucketedHistogram } from './bucketed.ts';
import { type HistogramClass, KernelHistogram } from './histogram.ts';
import type { BitBucketSize, BuildRequest } from './surface.ts';

const REQUEST = [
  'bitBucketSize',
  'autoResize',
  'lowestDiscernibleValue',
  'highestTrackableValue',
  'numberOfSignificantValueDigits',
  'useWebAssembly',
] as const satisfies readonly (keyof BuildRequest)[];

export abstract class JsHistogram extends BucketedHistogram {
  /**
   * @param data In the V0, V1 or V2 encoding, not compressed.
   * @param minBarForHighestTrackableValue The range reaches at least this far.
   * @throws HDR_ENCODING_COOKIE and others: see decodeHdr.
   */
  static decode(
    data: Uint8Array,
    bitBucketSize: BitBucketSize = 32,
    minBarForHighestTrackableValue = 0,
    options: HistogramDecodingOptions = {},
  ): JsHistogram {
    return decoded(classOf(bitBucketSize), data, minBarForHighestTrackableValue, options);
  }
}

abstract class ArrayHistogram extends JsHistogram {
  protected abstract readonly bits: number;

  override toString(): string {
    return `Histogram ${this.bits}b ${JSON.stringify(this, null, 2)}`;
  }
}

export class Int8Histogram extends ArrayHistogram {
  protected override readonly bits = 8;
}

export class Int16Histogram extends ArrayHistogram {
  protected override readonly bits = 16;
}

export class Int32Histogram extends ArrayHistogram {
  protected override readonly bits = 32;
}

export class Float64Histogram extends ArrayHistogram {
  protected override readonly bits = 64;
}

export class PackedHistogram extends JsHistogram {
  override toString(): string {
    return `PackedHistogram ${JSON.stringify(this, null, 2)}`;
  }
}

export class WasmHistogram extends KernelHistogram {
  private bitBucketSize: BitBucketSize = 32;
  private isDestroyed = false;

  static build(request: BuildRequest = {}): WasmHistogram {
    const histogram = buildAs(WasmHistogram, request);
    histogram.bitBucketSize = request.bitBucketSize ?? 32;
    return histogram;
  }

  /** See JsHistogram.decode. */
  static decode(
    data: Uint8Array,
    bitBucketSize: BitBucketSize = 32,
    minBarForHighestTrackableValue = 0,
    options: HistogramDecodingOptions = {},
  ): WasmHistogram {
    const histogram = decoded(WasmHistogram, data, minBarForHighestTrackableValue, options);
    histogram.bitBucketSize = bitBucketSize;
    return histogram;
  }

  /** Gives the memory back at once; using the histogram afterwards throws HISTOGRAM_DISPOSED. */
  override destroy(): void {
    this.isDestroyed = true;
    this.free();
  }

  override toString(): string {
    if (this.isDestroyed) return 'Destroyed WASM histogram';
    const name = this.bitBucketSize === 'packed' ? 'PackedHistogram' : `Histogram${this.bitBucketSize}`;
    return `WASM ${name} ${JSON.stringify(this, null, 2)}`;
  }
}

/**
 * A histogram: of values from 1 on to 3 digits, growing as it must, if nothing else is asked for.
 *
 * @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND
 * @example
 * const histogram = build({ numberOfSignificantValueDigits: 2 });
 */
export function build(request: BuildRequest = {}): KernelHistogram {
  requireFields('HISTOGRAM_OPTION_KIND', 'HISTOGRAM_UNKNOWN_OPTION', request, REQUEST);
  if (request.useWebAssembly) return WasmHistogram.build(request);
  return buildAs(classOf(request.bitBucketSize ?? 32), request);
}

function buildAs<H extends KernelHistogram>(Class: HistogramClass<H>, request: BuildRequest): H {
  const {
    lowestDiscernibleValue = 1,
    highestTrackableValue = 2,
    numberOfSignificantValueDigits = 3,
  } = request;
  const histogram = new Class(lowestDiscernibleValue, highestTrackableValue, numberOfSignificantValueDigits);
  histogram.autoResize = request.autoResize ?? true;
  return histogram;
}

function classOf(bitBucketSize: BitBucketSize): HistogramClass<JsHistogram> {
  switch (bitBucketSize) {
    case 8:
      return Int8Histogram;
    case 16:
      return Int16Histogram;
    case 32:
      return Int32Histogram;
    case 64:
      return Float64Histogram;
    case 'packed':
      return PackedHistogram;
    default:
      throw wrongValue(
        'HISTOGRAM_OPTION_RANGE',
        'bitBucketSize',
        "8, 16, 32, 64 or 'packed'",
        bitBucketSize,
        'Leave it out: every histogram counts in 64 bits.',
      );
  }
}

function decoded<H extends KernelHistogram>(
  Class: HistogramClass<H>,
  data: Uint8Array,
  minBar: number,
  options: HistogramDecodingOptions,
): H {
  const snapshot = decodeHdr(data, options);
  const highestTrackable = Math.max(snapshot.highestTrackable, minBar);
  return KernelHistogram.over.call(Class, { ...snapshot, highestTrackable }) as H;
}

/**
 * hdr-histogram-js had to be told to load its Wasm. Here the first histogram does it, so these do nothing; in pages that
 * forbid Wasm, `await loadKernel()` of `inferometer/histogram` loads the same as JavaScript.
 */
export function initWebAssembly(): Promise<void> {
  return Promise.resolve();
}

export function initWebAssemblySync(): void {}
