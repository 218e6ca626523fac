/** As much of Jest as the tests of hdr-histogram-js ask for. */

export interface JestTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

type Hook = () => void | Promise<void>;

/** The globals of a test file, and the tests that it declares through them. */
export function jest() {
  const tests: JestTest[] = [];
  const scopes: Hook[][] = [[]];
  const before = (hook: Hook) => scopes.at(-1)?.push(hook);
  const globals = {
    describe(_name: string, body: () => void) {
      scopes.push([]);
      body();
      scopes.pop();
    },
    it(name: string, body: Hook) {
      const hooks = [...scopes];
      tests.push({
        name,
        async run() {
          for (const hook of hooks.flat()) await hook();
          await body();
        },
      });
    },
    beforeAll: before,
    beforeEach: before,
    afterEach() {},
    afterAll() {},
    expect,
  };
  return { tests, globals };
}

function expect(actual: unknown) {
  return { ...matchers(actual, true), not: matchers(actual, false) };
}

function matchers(actual: unknown, wanted: boolean) {
  const check = (holds: boolean, what: string) => {
    if (holds !== wanted) throw new Error(`expected ${String(actual)} ${wanted ? '' : 'not '}${what}`);
  };
  const same = (expected: unknown) =>
    check(JSON.stringify(actual) === JSON.stringify(expected), `to equal ${JSON.stringify(expected)}`);
  const throws = (part?: string) => {
    let message: string | undefined;
    try {
      (actual as () => unknown)();
    } catch (error) {
      message = String((error as Error).message ?? error);
    }
    check(
      message !== undefined && (part === undefined || message.includes(part)),
      `to throw ${part}, threw ${message}`,
    );
  };
  return {
    toBe: (expected: unknown) => check(Object.is(actual, expected), `to be ${String(expected)}`),
    toBeNull: () => check(actual === null, 'to be null'),
    toEqual: same,
    toStrictEqual: same,
    toBeGreaterThan: (bound: number) => check((actual as number) > bound, `to be above ${bound}`),
    toBeLessThan: (bound: number) => check((actual as number) < bound, `to be under ${bound}`),
    toHaveLength: (length: number) =>
      check((actual as unknown[]).length === length, `to have length ${length}`),
    toMatch: (pattern: RegExp) => check(pattern.test(actual as string), `to match ${pattern}`),
    toContain: (part: string) => check((actual as string).includes(part), `to contain ${part}`),
    toThrow: throws,
    toThrowError: throws,
  };
}
