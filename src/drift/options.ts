/** What detectors are told, what it is if left out, and why. */
import type { Alternative } from '../histogram/inner.ts';
import type { Clock } from '../ports.ts';
import type { TelemetryHandle } from '../telemetry/index.ts';
import {
  type Codes,
  requireBoolean,
  requireFields,
  requireInteger,
  requireNumber,
  requireNumberThat,
  requireOneOf,
  requireText,
} from '../validate.ts';
import { DRIFT_TESTS, TESTS } from './comparisons.ts';
import { countOf, type Data } from './data.ts';
import type { DriftTest } from './model.ts';
import { type DriftWindow, requireWindow } from './window.ts';

/** How data are compared. */
export interface TestOptions {
  /**
   * `auto` if left out: chi-square for categories; for numbers KS, and from 1001 values of the reference on Wasserstein,
   * since then a p-value finds differences that are too small to matter. Evidently chooses so too.
   */
  readonly test?: 'auto' | DriftTest;
  /**
   * What the distance is held against: 0 or more; 0.1 if left out. Lower ones find less. Of `wasserstein` it is a shift
   * by a tenth of a standard deviation; of `psi` what credit scoring calls a small change (0.25 is a large one). Tests
   * with a p-value alone take none.
   */
  readonly threshold?: number;
  /** Of `ks` and `mann-whitney`, as scipy has it; `two-sided` if left out: a one-sided test is blind to the other side. */
  readonly alternative?: Alternative;
  /** Of `ks` and `mann-whitney`; `auto` if left out, which is scipy's choice: exact where that takes no time. */
  readonly method?: 'auto' | 'exact' | 'asymptotic';
  /** Most bins of `psi` and `jensen-shannon`: 2 to 1000; 10 if left out, the deciles. Fewer where a bin would hold less than 5 values. */
  readonly binCount?: number;
}

/** What detectors of one feature and of many have in common. */
export interface DetectorOptions {
  /**
   * The share of comparisons without drift in which some is found by chance: above 0, up to 1; 0.05 if left out, as
   * everywhere. Of 20 windows one is a false alarm then: take 0.001 for a stream that wakes somebody. At 1 distances
   * decide alone.
   */
  readonly alpha?: number;
  /** Which part of a stream `add` compares. Without one, `add` throws. */
  readonly window?: DriftWindow;
  /** Where results are recorded: the gauge `data_drift_score{task_id}` and its like. Nowhere if left out. */
  readonly telemetry?: TelemetryHandle;
  /** The label of these metrics; `default` if left out. */
  readonly taskId?: string;
  /**
   * Whether what was compared is recorded, too, for the picture of reference against current: of many numbers 512, evenly by
   * rank; of categories the 20 most frequent, whose names become labels. True if left out; pass false where these are secret.
   */
  readonly recordsValues?: boolean;
  /** Times of streams; the platform's if left out. */
  readonly clock?: Clock;
}

export interface DriftOptions extends TestOptions, DetectorOptions {}

/** How a test is made, with nothing left out. */
export interface TestSettings extends Required<Omit<TestOptions, 'test' | 'threshold'>> {
  readonly test: DriftTest;
  /** Undefined of tests that are no distance. */
  readonly threshold: number | undefined;
}

export interface DetectorSettings
  extends Omit<DetectorOptions, 'alpha' | 'taskId' | 'recordsValues' | 'clock'> {
  readonly alpha: number;
  readonly taskId: string;
  readonly recordsValues: boolean;
  readonly clock: Clock;
}

/** From there on differences that a p-value finds are too small to matter. */
const LARGE_REFERENCE = 1000;

const CODES: Codes = {
  kind: 'DRIFT_OPTION_KIND',
  range: 'DRIFT_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

export const TEST_OPTIONS = ['test', 'threshold', 'alternative', 'method', 'binCount'] as const;
export const DETECTOR_OPTIONS = ['alpha', 'window', 'telemetry', 'taskId', 'recordsValues', 'clock'] as const;

/** @throws DRIFT_OPTION_KIND, DRIFT_UNKNOWN_OPTION */
export function requireDriftOptions(options: unknown, known: readonly string[]): void {
  requireFields('DRIFT_OPTION_KIND', 'DRIFT_UNKNOWN_OPTION', options, known);
}

/** @throws DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE */
export function testSettings(options: TestOptions, reference: Data): TestSettings {
  const { alternative = 'two-sided', method = 'auto', binCount = 10 } = options;
  const asked = requireOneOf(CODES, 'test', options.test ?? 'auto', ['auto', ...DRIFT_TESTS]);
  const test = asked === 'auto' ? automatic(reference) : asked;
  requireOneOf(CODES, 'alternative', alternative, ['two-sided', 'less', 'greater']);
  requireOneOf(CODES, 'method', method, ['auto', 'exact', 'asymptotic']);
  requireInteger(CODES, 'binCount', binCount, 2, 1000);
  return { test, alternative, method, binCount, threshold: thresholdOf(options, test) };
}

function thresholdOf({ threshold }: TestOptions, test: DriftTest): number | undefined {
  const otherwise = TESTS[test].threshold;
  if (threshold === undefined) return otherwise;
  const codes = otherwise === undefined ? { ...CODES, remedy: `${test} is held against alpha.` } : CODES;
  const expected =
    otherwise === undefined ? 'no threshold of a test with a p-value alone' : 'a number, 0 or more';
  return requireNumberThat(
    codes,
    'threshold',
    threshold,
    expected,
    (number) => otherwise !== undefined && number >= 0,
  );
}

function automatic(reference: Data): DriftTest {
  if (reference.kind === 'categories') return 'chi-square';
  return countOf(reference) > LARGE_REFERENCE ? 'wasserstein' : 'ks';
}

/** @throws DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION */
export function detectorSettings(options: DetectorOptions): DetectorSettings {
  const { alpha = 0.05, window, telemetry, taskId = 'default', clock = systemClock } = options;
  const { recordsValues = true } = options;
  requireNumber(CODES, 'alpha', alpha, Number.MIN_VALUE, 1);
  requireText(CODES, 'taskId', taskId);
  requireBoolean(CODES, 'recordsValues', recordsValues);
  return {
    alpha,
    taskId,
    recordsValues,
    clock,
    ...(window !== undefined && { window: requireWindow(window) }),
    ...(telemetry !== undefined && { telemetry }),
  };
}

const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallUnixMs: () => Date.now(),
};
