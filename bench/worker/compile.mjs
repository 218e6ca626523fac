/**
 * Makes the loop that is timed out of the one line that is measured. Every contender gets a function of its
 * own, so that no call site has seen another contender's objects; what it works on is held in constants.
 *
 * @param {Record<string, unknown>} scope names that the line may use.
 * @param {{ times: number, before?: string, parameters?: string[], asynchronous?: boolean }} loop `before`
 *   runs once per pass; the line may use `i`, the iteration, and the `parameters` of the pass, and may add to
 *   `sink`, which keeps what it computes alive.
 * @returns {(...parameters: unknown[]) => number | Promise<number>} one pass of `times` iterations; returns the sink.
 * @example
 * const pass = compile('sink += histogram.quantile(0.99);', { histogram }, { times: 256 });
 */
export function compile(line, scope, { times, before = '', parameters = [], asynchronous = false }) {
  const names = Object.keys(scope);
  const source = `
    return ${asynchronous ? 'async ' : ''}function pass(${parameters.join(', ')}) {
      ${names.map((name) => `const ${name} = $${name};`).join(' ')}
      let sink = 0;
      ${before}
      for (let i = 0; i < ${times}; i += 1) {
        ${line}
      }
      return sink;
    };`;
  return new Function(...names.map((name) => `$${name}`), source)(...Object.values(scope));
}

/** A function of one expression: what is compared with the truth is the same text as what is timed. */
export function expression(text, ...parameters) {
  return new Function(...parameters, `return ${text};`);
}
