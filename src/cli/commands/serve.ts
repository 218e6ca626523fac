import { command } from '../frame/command.ts';
export const serve = command({
  name: 'serve',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
