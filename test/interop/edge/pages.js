// As docs/edge.md shows it: what pages send to their own origin is handed on to the server that adds it up.
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === '/telemetry') return fetch(new Request(env.INGEST_URL, request));
    return new Response('the page');
  },
};
