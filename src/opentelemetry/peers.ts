/** The packages of OpenTelemetry, all of them optional: imported when they are needed, or handed in. */
import { InferometerError } from '../errors.ts';
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

/**
 * A package by its name, or undefined where it is not installed. Each import is spelled out and stands in a `try`:
 * bundlers take along what is there, and let be what is not.
 */
const IMPORTS: { readonly [Name in PeerName]: (name: string) => Promise<Peers[Name] | undefined> } = {
  async '@opentelemetry/api'() {
    try {
      return await import('@opentelemetry/api');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/api-logs'() {
    try {
      return await import('@opentelemetry/api-logs');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/core'() {
    try {
      return await import('@opentelemetry/core');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/resources'() {
    try {
      return await import('@opentelemetry/resources');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/sdk-trace'() {
    try {
      return await import('@opentelemetry/sdk-trace');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/sdk-trace-base'() {
    try {
      return await import('@opentelemetry/sdk-trace-base');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/exporter-trace-otlp-proto'() {
    try {
      return await import('@opentelemetry/exporter-trace-otlp-proto');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/exporter-trace-otlp-http'() {
    try {
      return await import('@opentelemetry/exporter-trace-otlp-http');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/exporter-zipkin'() {
    try {
      return await import('@opentelemetry/exporter-zipkin');
    } catch {
      return undefined;
    }
  },
  async '@opentelemetry/context-async-hooks'(name) {
    try {
      // Not spelled out: a page has no async_hooks, and its bundler would look for them. Nor put together here, which a
      // bundler can do as well.
      return await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
    } catch {
      return undefined;
    }
  },
};

/** Undefined where it is not installed. */
export async function findPeer<Name extends PeerName>(name: Name): Promise<Peers[Name] | undefined> {
  const found = await IMPORTS[name](name);
  return found && named(found);
}

/** The names of a package, also where a bundler has put those of a CommonJS module under `default` alone. */
function named<Module extends object>(module: Module): Module {
  const isBare = Object.keys(module).every((key) =>
    ['default', '__esModule', 'module.exports'].includes(key),
  );
  return isBare && 'default' in module ? (module.default as Module) : module;
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
  throw new InferometerError(
    'OPENTELEMETRY_PEER_MISSING',
    `${purpose} needs packages that could not be imported. Run: npm install ${list}`,
  );
}
