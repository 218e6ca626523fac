import { command } from '../frame/command.ts';
export const viz = command({
  name: 'viz',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
