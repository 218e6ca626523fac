/** `inferometer/integrations/s3`: clients of the AWS SDK for JavaScript, version 3: S3 and what speaks like it, as operations on storage. */
import {
  type CallLabels,
  componentOf,
  contextOf,
  follow,
  labelValuesOf,
  namesOf,
  type Operation,
  OperationCall,
  randomId,
  requireAttributes,
  storageTrackerOf,
  type TelemetryHandle,
  type TrackedOperation,
  thenOf,
} from '../telemetry/index.ts';
import { optionalLabel } from '../validate.ts';
import { snakeCased } from './base/snake-case.ts';
import { isReadByItself, readInPlace } from './s3/read-in-place.ts';

export interface S3Options {
  /** `s3` if left out. */
  readonly backend?: string;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels;
}

const NAMES = /* @__PURE__ */ namesOf<S3Options>({ backend: true, labels: true });

/** Every middleware of a stack is handed the same one for a request. */
interface Context {
  readonly commandName?: string;
}
type Handler = (args: never) => Promise<unknown>;
type Middleware = (next: Handler, context: Context) => Handler;

/** As much of a client's `middlewareStack` as is needed here. */
export interface AwsMiddlewareStack {
  add(middleware: never, options: never): void;
}

/** What `client.middlewareStack.use()` takes. */
export interface AwsPlugin {
  applyToStack(stack: AwsMiddlewareStack): void;
}

/**
 * Records every request of a client as an operation on storage, `get_object`, `put_object`, to the end of the body that an
 * answer streams; each attempt that is made again is a retry. The client, its answers and errors are its own: this is one of
 * the middlewares that it is made for.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_LABEL_NAME
 * @example
 * const s3 = new S3Client({ region: 'eu-central-1' });
 * s3.middlewareStack.use(s3Telemetry(telemetry));
 * const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'models', Key: 'glyphs.onnx' }));
 */
export function s3Telemetry(telemetry: TelemetryHandle, options: S3Options = {}): AwsPlugin {
  requireAttributes('options', options, NAMES);
  const instance = contextOf(telemetry);
  labelValuesOf(instance, options.labels);
  const { id } = componentOf(instance, Names, 's3-middleware');
  const backend = optionalLabel('backend', options.backend, 's3');
  const { labels } = options;
  const underWay = new WeakMap<
    Context,
    { readonly operation: Operation; failed?: { readonly error: unknown } }
  >();

  const storage = storageTrackerOf(instance);
  const request: Middleware = (next, context) => (args) => {
    if (!instance.registry.recording.enabled) return next(args);
    // `GetObjectCommand` is `get_object`.
    const operationType = snakeCased((context.commandName ?? 'request').replace(/Command$/, ''));
    const operation = storage.begin({
      ...{ operationType, backend, streamOf: bodyOf },
      ...(labels && { labels }),
    });
    underWay.set(context, { operation });
    return answered(operation, () => next(args)) as Promise<unknown>;
  };
  const attempt: Middleware = (next, context) => async (args) => {
    const known = underWay.get(context);
    if (known?.failed !== undefined) known.operation.retry(known.failed.error);
    try {
      const answer = await next(args);
      if (known !== undefined) delete known.failed;
      return answer;
    } catch (error) {
      if (known !== undefined) known.failed = { error };
      throw error;
    }
  };
  return {
    applyToStack(stack) {
      const add = stack.add.bind(stack) as (middleware: Middleware, options: object) => void;
      const [high, low] = [{ priority: 'high' }, { priority: 'low' }];
      add(request, { step: 'initialize', name: `inferometerRequest-${id}`, override: true, ...high });
      // Inside of what tries again, which is of this step too.
      add(attempt, { step: 'finalizeRequest', name: `inferometerAttempt-${id}`, override: true, ...low });
    },
  };
}

function answered(operation: TrackedOperation, send: () => Promise<unknown>): unknown {
  const { series } = operation;
  let answer: unknown;
  try {
    answer = operation.run(send);
  } catch (error) {
    operation.fail(error);
    throw error;
  }
  if (series === undefined) return answer;
  return follow(answer, new RequestCall(operation, series), series.lifetimes, thenOf(answer));
}

/** A request, to the end of the body of its answer. */
class RequestCall extends OperationCall {
  override arrived(value: unknown): unknown {
    const body = bodyOf(value as Answer);
    if (!isReadByItself(body)) return super.arrived(value);
    const observer = this.begin(body);
    const state = readInPlace(body, observer);
    const collected = () => (state.isRead ? observer.abandoned() : observer.unfollowed());
    this.lifetimes.watchOver(body, { collected });
    return value;
  }
}

/** Of middlewares: one takes the place of another of the same name, so that a client counts once, and once for each telemetry. */
class Names {
  readonly id = randomId();
}

type Answer = { readonly output?: { readonly Body?: unknown } } | undefined;

/** What an answer streams: of `GetObject` its body. */
function bodyOf(answer: Answer): unknown {
  return answer?.output?.Body;
}
