#!/usr/bin/env node
/** The command `inferometer`: package.json's bin. */
import { main } from './main.ts';

await main();
