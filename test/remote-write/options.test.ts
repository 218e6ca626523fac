import { createTelemetry } from 'inferometer';
import { createRemoteWrite, type RemoteWriteOptions } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';

const valid = { url: 'http://127.0.0.1:9/', externalLabels: { job: 'j', instance: 'i' } };

function refused(options: unknown, code: string): string {
  using telemetry = createTelemetry();
  return assert.throwsCode(() => createRemoteWrite(telemetry, options as RemoteWriteOptions), code).message;
}

test('what makes no sense is refused at once, by name', () => {
  const KIND = 'REMOTE_WRITE_OPTION_KIND';
  const RANGE = 'REMOTE_WRITE_OPTION_RANGE';
  const wrong: [object, string, string][] = [
    [{ url: 7 }, KIND, 'url'],
    [{ url: 'prometheus:9090' }, RANGE, 'url'],
    [{ url: 'ftp://a/' }, RANGE, 'url'],
    [{ externalLabels: undefined }, KIND, 'externalLabels'],
    [{ externalLabels: { job: 'j' } }, RANGE, 'externalLabels'],
    [{ externalLabels: { job: 'j', instance: '' } }, RANGE, 'externalLabels'],
    [{ externalLabels: { job: 'j', instance: 'i', le: '1' } }, RANGE, 'externalLabels'],
    [{ externalLabels: { job: 'j', instance: 'i', __x: '1' } }, RANGE, 'externalLabels'],
    [{ externalLabels: { job: 'j', instance: 1 } }, KIND, 'externalLabels.instance'],
    [{ headers: 'a: b' }, KIND, 'headers'],
    [{ headers: { 'a b': 'c' } }, RANGE, 'headers'],
    [{ intervalSeconds: 0 }, RANGE, 'intervalSeconds'],
    [{ intervalSeconds: '15' }, KIND, 'intervalSeconds'],
    [{ timeoutSeconds: Number.NaN }, RANGE, 'timeoutSeconds'],
    [{ requestSamples: 1.5 }, RANGE, 'requestSamples'],
    [{ queueLimitBytes: 0 }, RANGE, 'queueLimitBytes'],
    [{ nativeHistograms: 'yes' }, KIND, 'nativeHistograms'],
    [{ fetch: 'fetch' }, KIND, 'fetch'],
    [{ intervall: 1 }, 'REMOTE_WRITE_UNKNOWN_OPTION', 'intervall'],
  ];
  for (const [options, code, name] of wrong)
    assert.match(refused({ ...valid, ...options }, code), `"${name}"`);
  refused(undefined, KIND);
});

test('a password in the URL is refused and not shown', () => {
  const message = refused({ ...valid, url: 'http://me:secret@host/' }, 'REMOTE_WRITE_OPTION_RANGE');
  assert.not.match(message, 'secret');
});

test('a header that is refused is not shown', () => {
  const headers = { authorization: 'secret\n' + 'x: y' };
  assert.not.match(refused({ ...valid, headers }, 'REMOTE_WRITE_OPTION_RANGE'), 'secret');
});

test('what is no telemetry is refused', () => {
  assert.throwsCode(() => createRemoteWrite({} as never, valid), 'TELEMETRY_ARGUMENT_KIND');
});

test('remote write that is never stopped keeps nothing alive', () => {
  createRemoteWrite(createTelemetry(), valid);
});
