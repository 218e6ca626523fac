#!/usr/bin/env node
// npm run test:interop: what holds between the library and programs of others, one file per peer, in Node.
// A peer that is not on this machine is reported as skipped, with the way to get it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInteropTests } from '../runners/files.mjs';
import { runVariants } from '../runners/suite.mjs';

/** Peers install, compile and start servers. */
const TIMEOUT_MS = 600_000;

/** What several files need is made once for all of them: install.ts. */
const runFolder = mkdtempSync(join(tmpdir(), 'inferometer-interop-'));
process.env.INTEROP_RUN_FOLDER = runFolder;
process.on('exit', () => rmSync(runFolder, { recursive: true, force: true }));

const tests = findInteropTests(process.argv[2]);
const variant = { runtime: 'node', kernel: 'simd', condition: 'default' };
process.exitCode = await runVariants([{ variant, tests }], { timeoutMs: TIMEOUT_MS, hasTimes: true });
