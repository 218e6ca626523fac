import { command } from '../frame/command.ts';
import { EXIT } from '../frame/errors.ts';

/** What the printed scripts know to do: they ask `inferometer complete -- <words>` at each press of the key. */
const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completions = command({
  name: 'completions',
  about: 'Prints a script for the shell that completes commands, options and their values.',
  args: [{ name: 'SHELL', about: `one of ${SHELLS.join(', ')}`, words: SHELLS }],
  options: {},
  examples: [
    ['source <(inferometer completions bash)', 'bash; in ~/.bashrc for good'],
    ['source <(inferometer completions zsh)', 'zsh; in ~/.zshrc for good'],
    ['inferometer completions fish > ~/.config/fish/completions/inferometer.fish', 'fish, for good'],
  ],
  async run({ args: [shell] }) {
    const { script } = await import('@bomb.sh/tab');
    script(shell as string, 'inferometer', 'inferometer');
    return EXIT.ok;
  },
});
