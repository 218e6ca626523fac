import { command } from '../frame/command.ts';
export const analyze = command({
  name: 'analyze',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
