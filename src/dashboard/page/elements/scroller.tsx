/** What may be wider than the page, and is scrolled by keys then. */
import type { ComponentChildren } from 'preact';

interface ScrollerProps {
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function Scroller({ label, class: className = 'scroller', children }: ScrollerProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus no key would scroll it
    <section class={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
