/** Whether data are still distributed as they were. */
import { wrongKind } from '../errors.ts';
import { compare } from './comparing.ts';
import { type Data, dataOf, plainOf } from './data.ts';
import type { DriftData, DriftResult, DriftTest } from './model.ts';
import {
  DETECTOR_OPTIONS,
  type DetectorSettings,
  type DriftOptions,
  detectorSettings,
  requireDriftOptions,
  TEST_OPTIONS,
  type TestSettings,
  testSettings,
} from './options.ts';
import { recordResult } from './recording.ts';
import { ComparedStream, windowWarnings } from './stream.ts';
import type { FullWindow } from './window.ts';

/** One value of a stream. */
export type DriftValue = number | string | boolean;

interface ComparedData {
  readonly result: DriftResult;
  readonly current: Data;
}

export class DriftDetector {
  /** The test that is made: what `auto` came to. */
  readonly test: DriftTest;
  private readonly data: Data;
  private readonly settings: TestSettings;
  private readonly common: DetectorSettings;
  private readonly stream: ComparedStream<DriftValue, DriftResult>;

  /** @internal */
  constructor(reference: DriftData, options: DriftOptions) {
    requireDriftOptions(options, [...TEST_OPTIONS, ...DETECTOR_OPTIONS]);
    this.data = dataOf('reference', reference, options.test === 'chi-square');
    this.settings = testSettings(options, this.data);
    this.common = detectorSettings(options);
    this.test = this.settings.test;
    this.stream = new ComparedStream(this.common, (full) => this.compareWindow(full));
    // Says now what would be wrong at every comparison.
    compare(this.data, this.data, { ...this.settings, method: 'asymptotic' }, this.common.alpha);
  }

  /** What data are held against, to be saved: numbers ascending, categories as counts. A copy. */
  get reference(): DriftData {
    return plainOf(this.data);
  }

  /**
   * Compares these data with the reference. It takes as long as sorting them, and a second or more for exact
   * p-values of KS of some thousand values on both sides: `method: 'asymptotic'` takes none.
   *
   * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, DRIFT_CATEGORIES, DRIFT_FORM, HISTOGRAM_SNAPSHOT, HISTOGRAM_LAYOUT
   * @example
   * const { drifted, pValue, warnings } = detector.detect(latenciesOfToday);
   */
  detect(current: DriftData): DriftResult {
    return this.recorded(this.compare(current));
  }

  /**
   * Adds a value to the window; gives a result when the time of a window has come. A number that is not finite is
   * counted, and not compared.
   *
   * @throws DRIFT_WINDOW without an option `window`; DRIFT_SAMPLE for a value of the wrong kind
   * @example
   * const result = detector.add(tokensPerSecond);
   * if (result?.drifted) console.warn(result.statistic, result.window?.endedAtUnixMs);
   */
  add(value: DriftValue): DriftResult | undefined {
    const areNumbers = this.data.kind !== 'categories';
    const isKnown =
      typeof value === 'number' || (!areNumbers && (typeof value === 'string' || typeof value === 'boolean'));
    if (!isKnown) {
      const expected = areNumbers ? 'a number' : 'a word, or a number that is one';
      throw wrongKind('DRIFT_SAMPLE', 'value', expected, value, 'Leave out what is missing.');
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.stream.reject();
      return undefined;
    }
    return this.stream.add(value);
  }

  /** Compares what is in the window now, however little; undefined where nothing is. Call it when a stream ends. */
  flush(): DriftResult | undefined {
    return this.stream.flush();
  }

  /** Forgets what is in the window: what was known to be different, after a deployment say. */
  reset(): void {
    this.stream.reset();
  }

  private compareWindow({ values, facts }: FullWindow<DriftValue>): DriftResult {
    const { result, current } = this.compare(values as readonly number[]);
    const warnings = [...result.warnings, ...windowWarnings(facts)];
    return this.recorded({ result: { ...result, warnings, window: facts }, current });
  }

  private compare(given: DriftData): ComparedData {
    const current = dataOf('current', given, this.data.kind === 'categories');
    return { result: compare(this.data, current, this.settings, this.common.alpha), current };
  }

  private recorded({ result, current }: ComparedData): DriftResult {
    recordResult(this.common, result, { reference: this.data, current });
    return result;
  }
}

/**
 * A detector of drift: holds data against a reference, at once or as a stream.
 *
 * @param reference numbers, a histogram snapshot, words, or counts by word: what `decodeDriftReference` gave, too
 * @throws DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION, DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY,
 * DRIFT_CATEGORIES, DRIFT_FORM, HISTOGRAM_SNAPSHOT, TELEMETRY_ARGUMENT_KIND
 * @example
 * const detector = createDriftDetector(lengthsOfLastWeek, { test: 'ks', alpha: 0.01, telemetry, taskId: 'prompts' });
 * const { drifted, pValue, smallestDetectable } = detector.detect(lengthsOfToday);
 */
export function createDriftDetector(reference: DriftData, options: DriftOptions = {}): DriftDetector {
  return new DriftDetector(reference, options);
}
