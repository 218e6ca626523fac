// A server that speaks as much of S3 as its client needs, and fails as its keys say. It counts what it answered.
import { createServer } from 'node:http';

const BODY = 'x'.repeat(300_000);
const failure = (code) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message><RequestId>1</RequestId></Error>`;

export async function startS3() {
  const answered = {};
  const attempts = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const key = pathname.split('/').at(-1);
    const attempt = (attempts.get(pathname) ?? 0) + 1;
    attempts.set(pathname, attempt);
    const answer = (status, body = '', headers = {}) => {
      answered[status] = (answered[status] ?? 0) + 1;
      response.writeHead(status, { 'content-type': 'application/xml', ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    request.resume().on('end', () => {
      if (key.startsWith('missing')) return answer(404, failure('NoSuchKey'));
      if (key.startsWith('busy') && attempt === 1) return answer(503, failure('SlowDown'));
      if (key.startsWith('broken')) return answer(500, failure('InternalError'));
      if (key.startsWith('stalls')) return undefined;
      if (key.startsWith('dies')) {
        answered[200] = (answered[200] ?? 0) + 1;
        response.writeHead(200, { 'content-length': BODY.length, etag: '"1"' });
        return response.write(BODY.slice(0, 1000), () => setTimeout(() => response.destroy(), 20));
      }
      if (request.method === 'PUT') return answer(200, '', { etag: '"1"' });
      if (request.method === 'DELETE') return answer(204);
      return answer(200, BODY, { 'content-type': 'text/plain', 'content-length': BODY.length, etag: '"1"' });
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    size: BODY.length,
    /** What was answered since this was asked last, by status. */
    taken() {
      const counts = { ...answered };
      for (const status of Object.keys(answered)) delete answered[status];
      attempts.clear();
      return counts;
    },
    stop() {
      server.closeAllConnections?.();
      server.close();
    },
  };
}
