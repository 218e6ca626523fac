/**
 * Where a browser does one thing at a time: each call begins when those before it have ended, however they did.
 *
 * @returns {<T>(call: () => Promise<T>) => Promise<T>}
 */
export function turns() {
  let last = Promise.resolve();
  return (call) => {
    const turn = last.then(call);
    last = turn.catch(() => undefined);
    return turn;
  };
}
