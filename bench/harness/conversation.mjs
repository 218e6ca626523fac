/** The other end of a contender's stdin and stdout: one line asked, one line answered. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The slowest contender warms up in seconds; one that is silent for longer has hung. */
export const PATIENCE_MS = 120_000;

export class Conversation {
  /** Starts a process. Its first line comes from `answer()`. */
  constructor(command, args, cwd, patienceMs = PATIENCE_MS) {
    this.patienceMs = patienceMs;
    this.errors = '';
    this.child = spawn(command, args, { cwd, stdio: 'pipe' });
    this.child.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors = (this.errors + text).slice(-4096);
    });
    // A process that has ended is noticed at its answer, not at the question.
    this.child.stdin.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.child.on('error', (error) => {
        this.errors += error.message;
        resolve();
      });
      this.child.on('close', resolve);
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line of the process. @throws {Error} when it has ended instead. */
  async answer() {
    const patience = setTimeout(() => this.giveUp(), this.patienceMs);
    const { value, done } = await this.lines.next();
    clearTimeout(patience);
    if (!done) return value;
    await this.closed;
    throw new Error(this.errors.trim().split('\n')[0] || 'the process ended without an answer');
  }

  ask(line) {
    this.child.stdin.write(`${line}\n`);
    return this.answer();
  }

  giveUp() {
    this.errors = `no answer in ${this.patienceMs / 1000} s`;
    this.child.kill();
  }

  /** Waits for the end; a process whose input has ended has nothing left to do. */
  async end() {
    this.child.stdin.end();
    await this.closed;
  }
}
