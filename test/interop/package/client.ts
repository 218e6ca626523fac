// Every export of `inferometer/client`, called as a program would: against a handler in the same process.
import * as client from 'inferometer/client';

const health = {
  success: true,
  operation: 'get_health',
  timestamp: 1,
  status: 'ok',
  version: '1',
  uptime_seconds: 1,
};
const picture = new Response('<svg/>', { headers: { 'content-type': 'image/svg+xml' } });
const options: client.ClientOptions = {
  url: 'http://localhost',
  fetch: async ({ url }) =>
    url.endsWith('/health') ? Response.json(health) : url.endsWith('.svg') ? picture : refusal(),
};

function refusal(): Response {
  const answer: client.ErrorAnswer = {
    success: false,
    operation: 'get_now',
    timestamp: 1,
    error: 'No.',
    error_type: 'API_UNAUTHORIZED',
  };
  return Response.json(answer, { status: 401 });
}

function held(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function refused(): Promise<unknown> {
  try {
    await client.createClient(options).getNow();
  } catch (error) {
    return error;
  }
  throw new Error('it was answered');
}

export const calls = {
  createClient: async () => {
    const made: client.Client = client.createClient(options);
    const { status }: client.Health = await made.getHealth();
    held(status === 'ok', 'the server lives');
  },
  ApiError: async () => {
    const error = await refused();
    held(error instanceof client.ApiError && error.status === 401, 'a refusal has its status');
  },
  InferometerError: async () => {
    held((await refused()) instanceof client.InferometerError, 'a refusal is an error of the library');
  },
  ApiFile: async () => {
    const given = await client.createClient(options).getChartFile({ chart: 'throughput', extension: 'svg' });
    held(given instanceof client.ApiFile && given.text() === '<svg/>', 'a picture is a file');
  },
} satisfies Record<keyof typeof client, () => unknown>;
