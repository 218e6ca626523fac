/** The packages of OpenTelemetry, all of them optional: imported when they are needed, or handed in. */
import { InferometerError } from '../errors.ts';
import { installedPackage } from '../runtime/index.ts';
import type { Api } from './api.ts';

export interface Peers {
  readonly '@opentelemetry/api': Api;
  readonly '@opentelemetry/api-logs': typeof import('@opentelemetry/api-logs');
  readonly '@opentelemetry/context-async-hooks': typeof import('@opentelemetry/context-async-hooks');
  readonly '@opentelemetry/core': typeof import('@opentelemetry/core');
  readonly '@opentelemetry/exporter-trace-otlp-http': typeof import('@opentelemetry/exporter-trace-otlp-http');
  readonly '@opentelemetry/exporter-trace-otlp-proto': typeof import('@opentelemetry/exporter-trace-otlp-proto');
  readonly '@opentelemetry/exporter-zipkin': typeof import('@opentelemetry/exporter-zipkin');
  readonly '@opentelemetry/resources': typeof import('@opentelemetry/resources');
  readonly '@opentelemetry/sdk-trace': typeof import('@opentelemetry/sdk-trace');
  readonly '@opentelemetry/sdk-trace-base': typeof import('@opentelemetry/sdk-trace-base');
}

export type PeerName = keyof Peers;

/** What takes its place where it is handed in, as in a bundle that has everything inside. */
const OPTIONS: Readonly<Partial<Record<PeerName, string>>> = {
  '@opentelemetry/api': 'api',
  '@opentelemetry/api-logs': 'loggerProvider',
  '@opentelemetry/core': 'propagator',
  '@opentelemetry/exporter-trace-otlp-proto': 'exporter',
  '@opentelemetry/exporter-zipkin': 'exporter',
  '@opentelemetry/resources': 'resources',
  '@opentelemetry/sdk-trace-base': 'sdk',
};

/** Undefined where it is not installed. */
export function findPeer<Name extends PeerName>(name: Name): Promise<Peers[Name] | undefined> {
  return installedPackage<Peers[Name]>(name);
}

/**
 * A package that cannot be done without. Of several names the first that is installed will do.
 *
 * @throws OPENTELEMETRY_PEER_MISSING
 */
export async function requirePeer<Name extends PeerName>(
  purpose: string,
  ...names: readonly [Name, ...Name[]]
): Promise<Peers[Name]> {
  return (await firstOf(names)) ?? missing(purpose, [names[0]]);
}

/**
 * As `requirePeer` for each group, but told of all that are missing at once: installed one after the other, the newest API may be
 * one that the other packages do not take. A group that is undefined was handed in.
 */
export async function requirePeers(
  purpose: string,
  groups: readonly (readonly [PeerName, ...PeerName[]] | undefined)[],
): Promise<void> {
  const absent: PeerName[] = [];
  for (const names of groups) {
    if (names !== undefined && (await firstOf(names)) === undefined) absent.push(names[0]);
  }
  if (absent.length > 0) missing(purpose, absent);
}

async function firstOf<Name extends PeerName>(names: readonly Name[]): Promise<Peers[Name] | undefined> {
  for (const name of names) {
    const found = await findPeer(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function missing(purpose: string, names: readonly PeerName[]): never {
  const list = names.join(' ');
  const options = names.flatMap((name) => OPTIONS[name] ?? []).join(', ');
  throw new InferometerError(
    'OPENTELEMETRY_PEER_MISSING',
    `${purpose} needs packages that could not be imported. Run: npm install ${list}. In a bundle hand them in by the options ${options}.`,
  );
}
