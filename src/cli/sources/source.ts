/** Where numbers come from: a store on this machine, or a server that runs. */
import { telemetryEnvironment } from '../../environment.ts';
import { createTelemetry } from '../../index.ts';
import { historyOf, readStore, type StoreReader, type TelemetryHistory } from '../../store/index.ts';
import type { Context, OptionValues } from '../frame/command.ts';
import { CommandError, UsageError } from '../frame/errors.ts';
import { factsOf, shownPath } from '../platform/index.ts';
import type { Server, Source } from './model.ts';
import type { SERVER_OPTIONS, SOURCE_OPTIONS, STORE_OPTION } from './options.ts';

/** A store that others write. */
export interface OpenedStore {
  readonly place: string;
  readonly path: string;
  readonly reader: StoreReader;
}

/** @throws UsageError where nothing says where; CommandError where nothing is there */
export async function openSource(
  options: OptionValues<typeof SOURCE_OPTIONS>,
  context: Context,
): Promise<Source> {
  const server = serverOf(options, context);
  if (server !== undefined) {
    const { serverSource } = await import('./server-source.ts');
    return serverSource(server, context);
  }
  const { place, reader } = await openStoreOf(options, context);
  const { signal } = context;
  return {
    place,
    async rows(query) {
      await historyIn(reader).requireGroupLabels({ ...query, signal });
      return reader.query({ ...query, signal }).rows();
    },
  };
}

/** What a store keeps, asked as that of a telemetry is: of one that records nothing. */
export function historyIn(reader: StoreReader): TelemetryHistory {
  return historyOf(createTelemetry({ enabled: false }), reader);
}

/** Undefined where a store was asked for, or nothing says which server. @throws UsageError */
export function serverOf(
  options: OptionValues<typeof SERVER_OPTIONS> & Partial<OptionValues<typeof STORE_OPTION>>,
  { environment }: Context,
): Server | undefined {
  const { url, token = environment.INFEROMETER_TOKEN || undefined, store } = options;
  if (url !== undefined && store !== undefined)
    throw new UsageError('--url and --store exclude one another.');
  if (url !== undefined) return { url, token };
  const usual = environment.INFEROMETER_URL;
  return store === undefined && usual ? { url: usual, token } : undefined;
}

/** @throws UsageError where nothing says where; CommandError where nothing is there */
export async function openStoreOf(
  options: OptionValues<typeof STORE_OPTION>,
  { environment }: Context,
): Promise<OpenedStore> {
  const { store } = options;
  const path = store ?? telemetryEnvironment(environment).store.path;
  const facts = await factsOf(path);
  const isAsked = store !== undefined || environment.IPFS_KIT_TELEMETRY_PATH !== undefined;
  if (facts === undefined && !isAsked) {
    const ways = 'url' in options ? '--store DIR or --url URL' : '--store DIR';
    throw new UsageError(`where are the numbers? Give ${ways}.`);
  }
  if (facts?.kind !== 'directory') {
    throw new CommandError(`there is no store in ${shownPath(path)}: no such directory`);
  }
  return { place: shownPath(path), path, reader: readStore({ path }) };
}
