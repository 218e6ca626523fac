/** A request as a command line. */

/** @param headers in the order in which they are written */
export function curlOf(
  method: 'GET' | 'POST',
  url: string,
  headers: readonly (readonly [string, string])[],
  body: string | undefined,
): string {
  const words = ['curl', ...(url.includes('{') ? ['--globoff'] : []), quoted(url)];
  const more = headers.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) more.push(`--data ${quoted(body)}`);
  else if (method === 'POST') more.push('--request POST');
  return [words.join(' '), ...more].join(' \\\n  ');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
