// The variables of the contract, as options.
import { createTelemetry, telemetryEnvironment } from 'inferometer';
import { assert, test } from './harness.ts';

const HERE = { IPFS_KIT_TELEMETRY_PATH: '/var/lib/telemetry' };

test('what is not set, or empty, has its default', () => {
  for (const variables of [
    HERE,
    { ...HERE, IPFS_KIT_TELEMETRY_INTERVAL: ' ', IPFS_KIT_TELEMETRY_HOOKS: '' },
  ]) {
    assert.equal(telemetryEnvironment(variables), {
      telemetry: { aggregationIntervalSeconds: 60, detailedTiming: true, operationHooks: true },
      store: { path: '/var/lib/telemetry', retentionDays: 30 },
    });
  }
});

test('what is set is what createTelemetry and openStore take', () => {
  const { telemetry, store } = telemetryEnvironment({
    IPFS_KIT_TELEMETRY_PATH: 'telemetry',
    IPFS_KIT_TELEMETRY_RETENTION: '7',
    IPFS_KIT_TELEMETRY_INTERVAL: '0.5',
    IPFS_KIT_TELEMETRY_DETAILED: 'False',
    IPFS_KIT_TELEMETRY_HOOKS: '0',
  });
  assert.equal(telemetry, { aggregationIntervalSeconds: 0.5, detailedTiming: false, operationHooks: false });
  assert.equal(store, { path: 'telemetry', retentionDays: 7 });
  createTelemetry(telemetry).dispose();
});

test('a value that makes no sense is an error that names the variable and what it may be', () => {
  const wrong: [name: string, value: string, expected: RegExp][] = [
    ['RETENTION', '0', /days, a whole number, 1 or more/],
    ['RETENTION', '1.5', /days, a whole number/],
    ['RETENTION', '30d', /got "30d"/],
    ['INTERVAL', '0', /seconds, a number from 0\.01 to 86400/],
    ['INTERVAL', 'a minute', /got "a minute"/],
    ['INTERVAL', 'Infinity', /from 0\.01 to 86400/],
    ['DETAILED', 'maybe', /true or false/],
    ['HOOKS', '2', /true or false/],
  ];
  for (const [name, value, expected] of wrong) {
    const read = () => telemetryEnvironment({ ...HERE, [`IPFS_KIT_TELEMETRY_${name}`]: value });
    assert.throwsCode(read, 'TELEMETRY_ENVIRONMENT');
    assert.throws(
      read,
      new RegExp(`"IPFS_KIT_TELEMETRY_${name}" expected ${expected.source}|${expected.source}`),
    );
  }
});

test('variables that are no object are misuse', () => {
  for (const wrong of [null, 'HOME=/', 1]) {
    assert.throwsCode(() => telemetryEnvironment(wrong as never), 'TELEMETRY_ARGUMENT_KIND');
  }
});

test('~ is the home of the user, where there is one', () => {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): { homedir(): string } } };
  const home = process?.getBuiltinModule?.('node:os').homedir();
  const read = (variables: Record<string, string>) => telemetryEnvironment(variables).store.path;
  if (home === undefined) {
    assert.throwsCode(() => read({}), 'TELEMETRY_ENVIRONMENT');
    return;
  }
  assert.is(read({}), `${home}/.ipfs_kit/telemetry`);
  assert.is(read({ IPFS_KIT_TELEMETRY_PATH: '~/elsewhere' }), `${home}/elsewhere`);
  assert.is(read({ IPFS_KIT_TELEMETRY_PATH: '~' }), home);
  assert.is(read({ IPFS_KIT_TELEMETRY_PATH: '~other' }), '~other');
});
