import { command } from '../frame/command.ts';
export const bench = command({
  name: 'bench',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
