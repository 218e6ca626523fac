import { command } from '../frame/command.ts';
export const config = command({
  name: 'config',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
