/** `inferometer/integrations/blockstore`: block stores of IPFS, of the interface of `interface-blockstore`: those of blockstore-core, and Helia's `blockstore`. */
import { standInFor } from '../instrument/index.ts';
import {
  type Around,
  type CallLabels,
  contextOf,
  follow,
  isAbortState,
  labelValuesOf,
  namesOf,
  type Operation,
  OperationCall,
  requireAttributes,
  type StorageOperationOptions,
  settle,
  storageTrackerOf,
  type TelemetryHandle,
  thenOf,
  transparent,
} from '../telemetry/index.ts';
import { optionalLabel } from '../validate.ts';
import { snakeCased } from './base/snake-case.ts';

export interface BlockstoreOptions {
  /** `ipfs` if left out. */
  readonly backend?: string;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels;
}

const NAMES = /* @__PURE__ */ namesOf<BlockstoreOptions>({ backend: true, labels: true });

/** What a store does; what lists blocks lasts for as long as the list is read. */
const METHODS = ['put', 'get', 'has', 'delete', 'putMany', 'getMany', 'deleteMany', 'getAll'] as const;

/** As much of a block store as is needed here. */
export type Blockstore = object & Partial<Record<(typeof METHODS)[number], unknown>>;

/**
 * A stand-in for a block store whose calls are operations on storage: `get`, `put_many` and so on. What streams blocks ends
 * when it was read to its end, was left or failed. Blocks, errors, back-pressure and everything else are the store's own.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_LABEL_NAME
 * @example
 * const blockstore = instrumentBlockstore(telemetry, new FsBlockstore('./blocks'));
 * const helia = await createHelia({ blockstore });
 */
export function instrumentBlockstore<B extends Blockstore>(
  telemetry: TelemetryHandle,
  store: B,
  options: BlockstoreOptions = {},
): B {
  requireAttributes('options', options, NAMES);
  const instance = contextOf(telemetry);
  const { labels } = options;
  labelValuesOf(instance, labels);
  const backend = optionalLabel('backend', options.backend, 'ipfs');
  const { recording } = instance.registry;
  const storage = storageTrackerOf(instance);
  const recorded = (operationType: string): Around => {
    return (run, args) => {
      if (!recording.enabled) return run();
      const description = { operationType, backend, ...signalIn(args), ...(labels && { labels }) };
      const operation = storage.begin(description);
      const { series } = operation;
      let given: unknown;
      try {
        given = operation.run(() => run());
      } catch (error) {
        operation.fail(error);
        throw error;
      }
      if (isGenerator(given)) return watchedGenerator(given, operation.watched());
      if (series === undefined) return given;
      return follow(given, new OperationCall(operation, series), instance.lifetimes, thenOf(given));
    };
  };
  return standInFor(instance, store, Object.keys(options).length === 0, () =>
    transparent(store, {
      around: (key) =>
        (METHODS as readonly unknown[]).includes(key) ? recorded(snakeCased(String(key))) : undefined,
    }),
  );
}

function signalIn(args: readonly unknown[]): Pick<StorageOperationOptions, 'signal'> {
  const { signal } = Object(args.at(-1)) as { signal?: unknown };
  return isAbortState(signal) ? { signal } : {};
}

type Blocks = Iterator<unknown> & object;

/** What stores in memory give: blocks at once, but one after another. */
function isGenerator(given: unknown): given is Blocks {
  if (typeof given !== 'object' || given === null || Symbol.asyncIterator in given) return false;
  return Symbol.iterator in given && typeof (given as { next?: unknown }).next === 'function';
}

/** The same generator, to all appearances; its operation ends with it. */
function watchedGenerator(generator: Blocks, operation: Operation): object {
  const end = (ending: () => void) => {
    if (operation.outcome === undefined) ending();
  };
  const stepped: Around = (run) =>
    settle(
      run,
      (step) => {
        if ((step as IteratorResult<unknown>).done) end(() => operation.ok());
        return step;
      },
      (error) => end(() => operation.fail(error)),
    );
  const left: Around = (run) => {
    end(() => operation.abort());
    return run();
  };
  const arounds: Readonly<Record<string, Around>> = { next: stepped, return: left, throw: stepped };
  return transparent(generator, { around: (key) => arounds[String(key)] });
}
