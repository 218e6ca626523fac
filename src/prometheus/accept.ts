/** What a client would take, as it says in `Accept` and `Accept-Encoding` (RFC 9110, section 12.5). */

export interface AcceptedRange {
  /** In lower case: `text/plain`, `application/*`, `*` over everything, `gzip`. */
  readonly value: string;
  /** Without `q`; names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
  /** 0 to 1; 0 says no. */
  readonly quality: number;
}

/** In the order of preference; those of equal quality in the order in which they were named. */
export function acceptedRanges(header: string | null | undefined): AcceptedRange[] {
  return (header ?? '')
    .split(',')
    .map(rangeOf)
    .filter(({ value }) => value !== '')
    .sort((a, b) => b.quality - a.quality);
}

function rangeOf(text: string): AcceptedRange {
  const [value = '', ...rest] = text.split(';').map((part) => part.trim());
  const pairs = rest.map((parameter): [string, string] => {
    const [name = '', given = ''] = parameter.split('=', 2);
    return [name.trim().toLowerCase(), given.trim().replace(/^"(.*)"$/, '$1')];
  });
  const { q = '1', ...parameters } = Object.fromEntries(pairs);
  const quality = Number.parseFloat(q);
  // What cannot be read is no wish, but no refusal either.
  return { value: value.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 1 : quality };
}
