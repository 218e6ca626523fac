/**
 * The attempts that a client makes by itself. OpenAI's and Anthropic's try again inside of one call, so that its caller sees
 * the last attempt alone; each of them goes through the client's property `fetch`. That property holds what looks on while a
 * recorded call is under way, and is as before when there is none.
 *
 * Which call an attempt is of is said by a symbol in the options of the request, `fetchOptions`, which clients hand on to
 * `fetch` as they are: calls beside one another may be alike in all else. It is taken out before the client's own `fetch` is
 * called.
 */
import { isOfKind } from '../errors.ts';
import type { Operation } from '../telemetry/index.ts';

/** One call, whose attempts are looked at. */
export interface ObservedCall {
  /** What the method is to be called with. */
  readonly args: readonly unknown[];
  /** No more attempts will be made. */
  end(): void;
}

type Fetch = (this: unknown, url: unknown, init?: object, ...more: unknown[]) => unknown;

export class ClientAttempts {
  private readonly client: object;
  private readonly tag = Symbol('inferometer');
  /** What the property held before, and what it holds; undefined while no call is under way. */
  private original: Fetch | undefined;
  private observed: Fetch | undefined;
  private underWay = 0;

  constructor(client: object) {
    this.client = client;
  }

  /** Undefined for arguments that are no request with its options. */
  begin(args: readonly unknown[], operation: Operation): ObservedCall | undefined {
    const [request, options = {}, ...more] = args;
    if (!isObject(request) || !isPlain(options) || more.length > 0 || !this.observe()) return undefined;
    const fetchOptions = {
      ...(options.fetchOptions as object | undefined),
      [this.tag]: attemptsOf(operation),
    };
    let isUnderWay = true;
    return {
      args: [request, { ...options, fetchOptions }],
      end: () => {
        if (isUnderWay) this.leave();
        isUnderWay = false;
      },
    };
  }

  /** Looks on at the client's `fetch`, whatever that is by now; false where the property may not be written. */
  private observe(): boolean {
    const { client } = this;
    const fetch = fetchOf(client);
    if (fetch === undefined) return false;
    if (fetch !== this.observed) {
      const observed = this.observedFetch(fetch);
      if (!Reflect.set(client, 'fetch', observed)) return false;
      this.original = fetch;
      this.observed = observed;
    }
    this.underWay += 1;
    return true;
  }

  private leave(): void {
    this.underWay -= 1;
    if (this.underWay > 0) return;
    // Somebody else may have put another one there meanwhile.
    if (fetchOf(this.client) === this.observed) Reflect.set(this.client, 'fetch', this.original);
    this.observed = undefined;
    this.original = undefined;
  }

  private observedFetch(fetch: Fetch): Fetch {
    const { tag } = this;
    return new Proxy(fetch, {
      apply(_, self, args) {
        const [url, init, ...more] = args;
        const made = isObject(init) ? (init as Record<symbol, unknown>)[tag] : undefined;
        if (made === undefined) return Reflect.apply(fetch, self, args);
        const { [tag]: __, ...rest } = init;
        return (made as Attempts)(() => Reflect.apply(fetch, self, [url, rest, ...more]));
      },
    });
  }
}

/** Makes an attempt, and looks on. */
type Attempts = (attempt: () => unknown) => unknown;

/** That an attempt failed is a retry once another one is made; the last one is the operation's own end. */
function attemptsOf(operation: Operation): Attempts {
  let failed: { readonly failure: unknown } | undefined;
  return (attempt) => {
    if (failed !== undefined) operation.retry(failed.failure);
    failed = undefined;
    const fail = (failure: unknown) => {
      failed = { failure };
    };
    let response: unknown;
    try {
      response = attempt();
    } catch (error) {
      fail(error);
      throw error;
    }
    if (isOfKind(response, 'Promise')) {
      // Beside it: the client gets the promise itself. A response is not kept, only how it ended.
      response.then((answer) => {
        const { ok, status } = Object(answer) as { ok?: unknown; status?: unknown };
        if (ok === false) fail(status);
      }, fail);
    }
    return response;
  };
}

/**
 * Of a client that takes `fetchOptions` of its requests and tries again by itself; undefined of any other, and of one whose
 * `fetch` cannot be looked at.
 */
export function attemptsIn(client: object): ClientAttempts | undefined {
  const isKnown = Object.hasOwn(client, 'maxRetries') && Object.hasOwn(client, 'fetchOptions');
  return isKnown && fetchOf(client) !== undefined ? new ClientAttempts(client) : undefined;
}

/** The property itself: a client that another telemetry instruments gives something else for it. */
function fetchOf(client: object): Fetch | undefined {
  const own = Object.getOwnPropertyDescriptor(client, 'fetch');
  return own?.writable && typeof own.value === 'function' ? own.value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Anything else would lose its class by being copied. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}
