/** Whether rows of several features are still distributed as they were, feature by feature. */
import { wrongKind, wrongValue } from '../errors.ts';
import { adjustedPValues } from '../histogram/inner.ts';
import { closestName, isRecord, ownValue, readOnce, requireOneOf } from '../validate.ts';
import { compare, hasDrifted } from './comparing.ts';
import { type Data, dataOf, plainOf } from './data.ts';
import type { DriftValue } from './detector.ts';
import type {
  DriftFeatures,
  FeatureDriftOptions,
  FeatureDriftResult,
  FeatureResult,
} from './feature-model.ts';
import type { DriftData } from './model.ts';
import {
  DETECTOR_OPTIONS,
  type DetectorSettings,
  detectorSettings,
  requireDriftOptions,
  TEST_OPTIONS,
  type TestSettings,
  testSettings,
} from './options.ts';
import { type Compared, recordFeatures } from './recording.ts';
import { ComparedStream } from './stream.ts';
import type { FullWindow } from './window.ts';

/** One row of a stream: a value of each feature; one that is missing is left out, null or NaN. */
export type DriftRow = Readonly<Record<string, DriftValue | null | undefined>>;

interface Feature {
  readonly name: string;
  readonly data: Data;
  readonly settings: TestSettings;
}

const CODES = {
  kind: 'DRIFT_OPTION_KIND',
  range: 'DRIFT_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

const FEATURE_OPTIONS = [...TEST_OPTIONS, ...DETECTOR_OPTIONS, 'correction', 'features'];

interface ComparedFeatures {
  readonly result: FeatureDriftResult;
  readonly compared: readonly Compared[];
}

export class FeatureDriftDetector {
  private readonly features: readonly Feature[];
  private readonly correction: NonNullable<FeatureDriftOptions['correction']>;
  private readonly common: DetectorSettings;
  private readonly stream: ComparedStream<DriftRow, FeatureDriftResult>;

  /** @internal */
  constructor(references: DriftFeatures, given: FeatureDriftOptions) {
    requireDriftOptions(given, FEATURE_OPTIONS);
    const options = readOnce('options', given, FEATURE_OPTIONS);
    requireFeatures('references', references);
    const { correction = 'holm', features = {}, ...shared } = options;
    this.correction = requireOneOf(CODES, 'correction', correction, ['holm', 'benjamini-hochberg', 'none']);
    const names = Object.keys(references);
    requireNames('features', Object.keys(features), names);
    this.common = detectorSettings(shared);
    this.features = names.map((name) => {
      const chosen = ownValue(features, name);
      if (chosen !== undefined) requireDriftOptions(chosen, TEST_OPTIONS);
      const own = { ...shared, ...readOnce(`features.${name}`, chosen, TEST_OPTIONS) };
      const data = dataOf(`references.${name}`, references[name] as DriftData, own.test === 'chi-square');
      return { name, data, settings: testSettings(own, data) };
    });
    for (const { data, settings } of this.features) {
      compare(data, data, { ...settings, method: 'asymptotic' }, this.common.alpha);
    }
    this.stream = new ComparedStream(this.common, (full) => this.compareWindow(full));
  }

  /** What data are held against, to be saved: a copy. */
  get references(): DriftFeatures {
    return Object.fromEntries(this.features.map(({ name, data }) => [name, plainOf(data)]));
  }

  /**
   * Compares each feature with its reference. All of the reference's features are wanted, and no others.
   *
   * @throws DRIFT_FEATURE, DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, DRIFT_CATEGORIES, DRIFT_FORM, HISTOGRAM_SNAPSHOT,
   * HISTOGRAM_LAYOUT
   * @example
   * const { driftedFeatures, features } = detector.detect({ age: agesOfToday, country: countriesOfToday });
   */
  detect(current: DriftFeatures): FeatureDriftResult {
    requireFeatures('current', current);
    const names = this.features.map(({ name }) => name);
    requireNames('current', Object.keys(current), names);
    const missing = names.find((name) => !Object.hasOwn(current, name));
    if (missing !== undefined) {
      const remedy = 'Make a detector of the features that there are.';
      throw wrongValue('DRIFT_FEATURE', 'current', `the feature ${missing}`, 'none', remedy);
    }
    return this.recorded(this.compareAll(current));
  }

  /**
   * Adds a row to the window; gives a result when the time of a window has come.
   *
   * @throws DRIFT_WINDOW without an option `window`; DRIFT_FEATURE, DRIFT_SAMPLE
   * @example
   * const result = detector.add({ age: 31, country: 'DE' });
   */
  add(row: DriftRow): FeatureDriftResult | undefined {
    if (!isRecord(row)) {
      throw wrongKind('DRIFT_SAMPLE', 'row', 'an object with a value of each feature', row, 'Pass one row.');
    }
    requireNames(
      'row',
      Object.keys(row),
      this.features.map(({ name }) => name),
    );
    for (const { name, data } of this.features) {
      const value = row[name];
      if (value === undefined || value === null || typeof value === 'number') continue;
      if (data.kind === 'categories' && (typeof value === 'string' || typeof value === 'boolean')) continue;
      throw wrongKind(
        'DRIFT_SAMPLE',
        `row.${name}`,
        'a value as the reference has them',
        value,
        'Leave out what is missing.',
      );
    }
    return this.stream.add({ ...row });
  }

  /** Compares what is in the window now, however little; undefined where nothing is. */
  flush(): FeatureDriftResult | undefined {
    return this.stream.flush();
  }

  /** Forgets what is in the window. */
  reset(): void {
    this.stream.reset();
  }

  private compareWindow({ values, facts }: FullWindow<DriftRow>): FeatureDriftResult {
    const columns = this.features.map(({ name }): [string, readonly DriftValue[]] => {
      const present = values.map((row) => row[name]).filter(isPresent);
      return [name, present];
    });
    // Of what nobody sent nothing can be said; the others are compared.
    const sent = columns.filter(([, column]) => column.length > 0);
    const { result, compared } = this.compareAll(Object.fromEntries(sent) as DriftFeatures);
    return this.recorded({ result: { ...result, window: facts }, compared });
  }

  private compareAll(current: DriftFeatures): ComparedFeatures {
    const { alpha } = this.common;
    const compared = this.features
      .filter(({ name }) => Object.hasOwn(current, name))
      .map(({ name, data, settings }) => {
        const given = dataOf(`current.${name}`, current[name] as DriftData, data.kind === 'categories');
        return { name, data, given, result: compare(data, given, settings, alpha) };
      });
    const pValues = adjustedPValues(
      this.correction,
      compared.map(({ result }) => result.pValue),
    );
    const features = compared.map(({ name, result }, i): [string, FeatureResult] => {
      const adjustedPValue = pValues[i] as number;
      return [name, { ...result, adjustedPValue, drifted: hasDrifted(result, adjustedPValue) }];
    });
    const drifted = features.filter(([, { drifted: has }]) => has);
    drifted.sort(([, a], [, b]) => a.adjustedPValue - b.adjustedPValue);
    const known = pValues.filter((pValue) => !Number.isNaN(pValue));
    const result = {
      drifted: drifted.length > 0,
      driftedFeatures: drifted.map(([name]) => name),
      score: known.length === 0 ? Number.NaN : 1 - Math.min(...known),
      correction: this.correction,
      alpha,
      features: Object.fromEntries(features),
    };
    const sides = compared.map(({ name, data, given }) => ({
      feature: name,
      reference: data,
      current: given,
    }));
    return { result, compared: sides };
  }

  private recorded({ result, compared }: ComparedFeatures): FeatureDriftResult {
    recordFeatures(this.common, result, compared);
    return result;
  }
}

/**
 * A detector of drift in many features, whose false alarms are kept in bounds together.
 *
 * @throws DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION, DRIFT_FEATURE, DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY,
 * DRIFT_CATEGORIES, DRIFT_FORM, HISTOGRAM_SNAPSHOT
 * @example
 * const detector = createFeatureDriftDetector({ age: ages, country: countries }, { correction: 'benjamini-hochberg' });
 * console.log(detector.detect({ age: agesOfToday, country: countriesOfToday }).driftedFeatures);
 */
export function createFeatureDriftDetector(
  references: DriftFeatures,
  options: FeatureDriftOptions = {},
): FeatureDriftDetector {
  return new FeatureDriftDetector(references, options);
}

function requireFeatures(label: string, features: unknown): void {
  const remedy = 'Pass `{ age: ages, country: countries }`.';
  if (!isRecord(features)) throw wrongKind('DRIFT_SAMPLE', label, 'an object of features', features, remedy);
  if (Object.keys(features).length === 0) {
    throw wrongValue('DRIFT_FEATURE', label, 'one feature or more', 'none', remedy);
  }
}

function requireNames(label: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const remedy = `Did you mean ${closestName(unknown, known)}?`;
  throw wrongValue('DRIFT_FEATURE', label, 'features that the reference has', unknown, remedy);
}

function isPresent(value: DriftValue | null | undefined): value is DriftValue {
  return value !== undefined && value !== null && (typeof value !== 'number' || Number.isFinite(value));
}
