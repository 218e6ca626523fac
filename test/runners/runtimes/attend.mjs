// How a test file is attended where its process is not ours to wait for: a page, a worker.

/** Of what a file prints, this much is kept for the report of a crash. */
const KEPT_CHARACTERS = 20_000;

/**
 * @typedef {object} Ear
 * @property {(event: object) => void} event
 * @property {(text: string) => void} print
 * @property {(problem: string, text?: string) => void} lose the file will say nothing more
 */

/**
 * Begins a test file and waits for its last event, for its loss, or until the time is up, whatever comes first.
 *
 * @param {{ timeoutMs: number, onEvent: (event: object) => void }} job
 * @param {(ear: Ear) => Promise<(problem?: string) => unknown>} begin gives what ends it, and hears what went wrong
 * @returns {Promise<{ problem?: string, output: string }>} the same as of a process
 */
export async function attend({ timeoutMs, onEvent }, begin) {
  let output = '';
  let timer;
  let begun;
  const print = (text) => {
    output = `${output}${text}\n`.slice(-KEPT_CHARACTERS);
  };
  const problem = await new Promise((resolve) => {
    const lose = (reason, text) => {
      if (text) print(text);
      resolve(reason);
    };
    const event = (one) => {
      onEvent(one);
      if (one.type === 'end') resolve(undefined);
    };
    timer = setTimeout(lose, timeoutMs, `did not end within ${timeoutMs / 1000} s`);
    begun = begin({ event, print, lose });
    begun.catch((error) => lose('could not be started', error.message));
  });
  clearTimeout(timer);
  const end = await begun.catch(() => undefined);
  await end?.(problem);
  return { problem, output };
}
