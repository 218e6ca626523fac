#!/usr/bin/env node
// npm run test:interop: what holds between the library and programs of others, one file per peer, in Node.
// A peer that is not on this machine is reported as skipped, with the way to get it.
import { findInteropTests } from '../runners/files.mjs';
import { runVariants } from '../runners/suite.mjs';

/** Peers install, compile and start servers. */
const TIMEOUT_MS = 600_000;

const tests = findInteropTests(process.argv[2]);
const variant = { runtime: 'node', kernel: 'simd', condition: 'default' };
process.exitCode = await runVariants([{ variant, tests }], { timeoutMs: TIMEOUT_MS, hasTimes: true });
