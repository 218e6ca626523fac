import { readdirSync, writeFileSync } from 'node:fs';
import { launchChromium } from './launch.mjs';

const b = await launchChromium();
const p = await b.newPage({ viewport: { width: 1500, height: 800 } });
const files = readdirSync('/tmp/experiments').filter((f) => f.endsWith('-light.png'));
writeFileSync('/tmp/experiments/all.html', files.map((f) => `<img src="${f}" width=490>`).join(''));
await p.goto('file:///tmp/experiments/all.html');
await p.waitForTimeout(300);
await p.screenshot({ path: '/tmp/experiments/all.png', fullPage: true });
await b.close();
