import { command } from '../frame/command.ts';
export const report = command({
  name: 'report',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
