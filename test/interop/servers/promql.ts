// Questions to servers that understand PromQL.
import { until } from './server.ts';

export interface Answer {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN for a native histogram, which is none. */
  readonly value: number;
}

/** What the expression is now; `at` seconds since 1970 if given. */
export async function query(url: string, expression: string, at?: number): Promise<Answer[]> {
  const parameters = new URLSearchParams({ query: expression });
  if (at !== undefined) parameters.set('time', `${at}`);
  const response = await fetch(`${url}/api/v1/query?${parameters}`);
  const { status, data, error } = (await response.json()) as {
    status: string;
    error?: string;
    data: { result: { metric: Record<string, string>; value?: [number, string] }[] };
  };
  if (status !== 'success') throw new Error(`${expression}: ${error}`);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value?.[1] ?? 'NaN') }));
}

/** The one value of the expression, once there is one for which it `holds`. */
export async function evaluate(
  url: string,
  expression: string,
  holds: (value: number) => boolean = () => true,
): Promise<number> {
  let last: Answer[] = [];
  try {
    return await until(
      expression,
      async () => {
        last = await query(url, expression);
        const [only] = last;
        return last.length === 1 && only !== undefined && holds(only.value) ? only.value : undefined;
      },
      30_000,
    );
  } catch (error) {
    throw new Error(`${expression} is ${JSON.stringify(last)}`, { cause: error });
  }
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
