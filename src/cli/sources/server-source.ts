import type { Context } from '../frame/command.ts';
import { CommandError } from '../frame/errors.ts';
import type { Server, Source } from './source.ts';
export function serverSource(_server: Server, _context: Context): Source {
  throw new CommandError('later');
}
