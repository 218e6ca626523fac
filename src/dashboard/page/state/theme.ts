/** Light or dark: what the system says, unless the reader has chosen. */
import { computed, effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const KEY = 'inferometer.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(system.matches);
system.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches;
});

const chosen = signal<Theme | undefined>(kept());
export const theme = computed<Theme>(() => chosen.value ?? (isSystemDark.value ? 'dark' : 'light'));

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** The other one; where the system has that, its choice again. */
export function toggleTheme(): void {
  const next = theme.peek() === 'dark' ? 'light' : 'dark';
  chosen.value = next === (isSystemDark.peek() ? 'dark' : 'light') ? undefined : next;
  try {
    if (chosen.peek()) localStorage.setItem(KEY, next);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
}

function kept(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined;
  }
}
