// A copy of the sources in a folder of its own, to be changed, compiled and built there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const COPIED = ['src', 'scripts', 'assembly', 'dist/kernel', 'package.json', 'tsconfig.json', 'test/runners'];

export class SourceCopy {
  readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'inferometer-'));
    for (const path of COPIED) cpSync(path, join(this.folder, path), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** A file that is not there yet. */
  create(path: string, text: string): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: 'wx' });
  }

  /** Puts lines after those that are there, once. */
  insert(path: string, after: string, added: string): void {
    const target = join(this.folder, path);
    const parts = readFileSync(target, 'utf8').split(after);
    if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} times: ${after}`);
    writeFileSync(target, parts.join(after + added));
  }

  /** What the compiler has against it, a line each. */
  compile(): string[] {
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = this.run([tsc, '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json']);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** Runs Node in the folder. */
  run(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8' });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
