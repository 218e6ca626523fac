// Where a browser shows itself that will not start without a display.
import { once } from 'node:events';
import { NotHere } from '../runners/not-here.mjs';
import { spawnOwned } from '../runners/own-process.mjs';
import { onPath } from './on-path.mjs';

/**
 * The display of this machine, or one in memory.
 *
 * @returns {Promise<{ env: Record<string, string>, close: () => void }>} `env` is what programs find it by
 * @throws {NotHere}
 */
export async function openDisplay() {
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { env: {}, close: () => {} };
  const xvfb = onPath('Xvfb');
  if (!xvfb) throw new NotHere('There is neither a display nor Xvfb: apt install xvfb');
  // It takes the first number that is free, and writes it to descriptor 3.
  const screen = ['-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const child = spawnOwned(xvfb, ['-displayfd', '3', ...screen], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const close = () => child.kill();
  const [number] = await Promise.race([
    once(child.stdio[3], 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it had a display'))),
  ]);
  return { env: { DISPLAY: `:${String(number).trim()}` }, close };
}
