/** Signs that stand beside words. */

const PATHS = {
  high: 'M8 1.5 15 14H1zM8 6v4M8 11.8v.4',
  medium: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v4M8 10.8v.4',
  good: 'M3 8.5 6.5 12 13 4',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M5 3l8 5-8 5z',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  lost: 'M2 2l12 12M4 6a6 6 0 0 0 0 4M12 6a6 6 0 0 1 .5 3M8 8h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class={`icon is-${name}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
