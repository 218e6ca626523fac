/** `inferometer/integrations/s3`: clients of the AWS SDK for JavaScript, version 3: S3 and what speaks like it, as operations on storage. */
import {
  type CallLabels,
  contextOf,
  labelValuesOf,
  namesOf,
  type Operation,
  requireAttributes,
  type TelemetryHandle,
  trackStorageOperation,
} from '../telemetry/index.ts';
import { optionalLabel } from '../validate.ts';
import { snakeCased } from './base/snake-case.ts';

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
  labelValuesOf(contextOf(telemetry), options.labels);
  const backend = optionalLabel('backend', options.backend, 's3');
  const { labels } = options;
  const underWay = new WeakMap<
    Context,
    { readonly operation: Operation; failed?: { readonly error: unknown } }
  >();

  const request: Middleware = (next, context) => (args) => {
    // `GetObjectCommand` is `get_object`.
    const operationType = snakeCased((context.commandName ?? 'request').replace(/Command$/, ''));
    const description = { operationType, backend, streamOf: bodyOf, ...(labels && { labels }) };
    return trackStorageOperation(telemetry, description, (operation) => {
      underWay.set(context, { operation });
      return next(args);
    });
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
      add(request, { step: 'initialize', name: 'inferometerRequest', override: true, ...high });
      // Inside of what tries again, which is of this step too.
      add(attempt, { step: 'finalizeRequest', name: 'inferometerAttempt', override: true, ...low });
    },
  };
}

/** What an answer streams: of `GetObject` its body. */
function bodyOf(result: { readonly output?: { readonly Body?: unknown } } | undefined): unknown {
  return result?.output?.Body;
}
