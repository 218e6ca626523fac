import { command } from '../frame/command.ts';
export const exporting = command({
  name: 'export',
  about: '',
  options: {},
  examples: [],
  async run() {
    return 0;
  },
});
