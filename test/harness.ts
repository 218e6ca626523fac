/**
 * What every test imports: `test` declares, `assert` judges. The one file that knows uvu, whose assertions and
 * diffs it keeps; collecting is its own, because the same file must report from a process and from a page.
 */
import * as uvu from 'uvu/assert';
import { isPage } from './places.ts';

type Body = () => void | Promise<void>;

/** What happened, in order, as plain data: it crosses a pipe or a page's boundary on its way to the runner. */
export type TestEvent =
  | { readonly type: 'start' | 'pass'; readonly name: string }
  | { readonly type: 'skip'; readonly name: string; readonly reason: string }
  | { readonly type: 'fail'; readonly name: string; readonly failure: Failure }
  | { readonly type: 'end' };

export interface Failure {
  readonly message: string;
  readonly operator?: string | undefined;
  /** The difference of what was and what should be, as text. */
  readonly details?: string | undefined;
  readonly stack?: string | undefined;
  readonly cause?: Failure | undefined;
}

const tests = new Map<string, Body>();
let isCollecting = true;

/**
 * Declares a test of this file; the tests of a file run one after another, in the order of declaration.
 *
 * @example
 * test('an empty histogram has no mean', () => assert.identical(new Histogram().mean, Number.NaN));
 */
export function test(name: string, body: Body): void {
  if (!isCollecting) throw new Error(`test '${name}' is declared inside a test: declare it at the top level`);
  if (tests.has(name)) throw new Error(`test '${name}' is declared twice: give each its own name`);
  tests.set(name, body);
}

class Skipped extends Error {}

/** Ends the running test as skipped: a peer that it needs is not on this machine. Counted, and said aloud. */
export function skip(reason: string): never {
  throw new Skipped(reason);
}

/**
 * Collects all garbage and lets finalizers run; skips the test in WebKit, whose pages cannot ask for it. A page or a process collects
 * when its stack is empty, hence the turns.
 */
export async function collectGarbage(): Promise<void> {
  const collect = collector();
  for (let turn = 0; turn < 3; turn++) {
    await collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** V8 and Bun are started with theirs exposed; Firefox has https://testutils.spec.whatwg.org. */
function collector(): () => unknown {
  const { gc, TestUtils, navigator } = globalThis as {
    gc?: (options?: { type: 'major'; execution: 'async' }) => unknown;
    TestUtils?: { gc(): Promise<void> };
    navigator?: { vendor?: string };
  };
  // In turns of its own: called, Chromium's takes whatever on the stack looks like an address for a reference.
  if (gc) return isPage ? () => gc({ type: 'major', execution: 'async' }) : gc;
  if (TestUtils) return () => TestUtils.gc();
  if (/^Apple/.test(navigator?.vendor ?? '')) skip('a page of WebKit cannot have garbage collected');
  throw new Error('the collector is not exposed: run the tests with npm test');
}

interface Assertions {
  /** Object.is: tells 0 from -0 and holds NaN equal to itself, which `is` does not. */
  identical(actual: unknown, expected: unknown, message?: string): void;
  /** |actual - expected| <= tolerance * |expected|; 0, NaN and the infinities must be met exactly. */
  close(actual: number, expected: number, relativeTolerance: number, message?: string): void;
  /** The body throws the project's error with this code. Returns the error, for a look at its message. */
  throwsCode(body: () => unknown, code: string): Error;
  /** The promise, or that which the body returns, rejects. Returns the reason. */
  rejects(promise: Promise<unknown> | (() => Promise<unknown>), expected?: RegExp): Promise<Error>;
}

/** uvu's assertions and ours. */
export const assert: typeof uvu & Assertions = {
  ...uvu,
  identical(actual, expected, message = 'Expected values to be identical:') {
    if (Object.is(actual, expected)) return;
    uvu.is(shown(actual), shown(expected), message);
    throw new Error(`${message} two distinct objects`);
  },
  close(actual, expected, relativeTolerance, message) {
    if (Object.is(actual, expected) || Math.abs(actual - expected) <= relativeTolerance * Math.abs(expected))
      return;
    uvu.is(actual, expected, message ?? `Expected values to be within ${relativeTolerance}, relatively:`);
  },
  throwsCode(body, code) {
    const error = thrownBy(body);
    uvu.is((error as { code?: unknown }).code, code, `Expected the error code ${code}, got ${error}`);
    return error;
  },
  async rejects(promise, expected) {
    let reason: unknown;
    let isRejected = false;
    await (typeof promise === 'function' ? promise() : promise).catch((error: unknown) => {
      reason = error;
      isRejected = true;
    });
    uvu.ok(isRejected, 'Expected the promise to be rejected');
    if (expected) uvu.match((reason as Error).message, expected);
    return reason as Error;
  },
};

function thrownBy(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Expected the function to throw, and it returned');
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** For the runners: loads one test file, then runs what it declared. @internal */
export async function runTests(
  load: () => Promise<unknown>,
  report: (event: TestEvent) => void,
): Promise<void> {
  try {
    await load();
  } catch (error) {
    report({ type: 'fail', name: '(while loading)', failure: failureOf(error) });
    tests.clear();
  }
  isCollecting = false;
  Error.stackTraceLimit = 30; // deep enough to reach the test from inside a property or the library
  for (const [name, body] of tests) {
    report({ type: 'start', name });
    report(await outcomeOf(name, body));
  }
  report({ type: 'end' });
}

async function outcomeOf(name: string, body: Body): Promise<TestEvent> {
  try {
    await body();
    return { type: 'pass', name };
  } catch (error) {
    if (error instanceof Skipped) return { type: 'skip', name, reason: error.message };
    return { type: 'fail', name, failure: failureOf(error) };
  }
}

function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { message: `thrown: ${shown(thrown)}` };
  const { message, stack, cause, operator, details } = thrown as Error & {
    operator?: string;
    details?: unknown;
  };
  return {
    message: message || thrown.name,
    operator,
    details: typeof details === 'string' ? details : undefined,
    stack,
    cause: cause === undefined ? undefined : failureOf(cause),
  };
}
