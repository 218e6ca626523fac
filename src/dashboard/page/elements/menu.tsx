/** What can be done beside looking: behind one button, closed by choosing, by Esc, by going elsewhere. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';

interface MenuProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Menu({ label, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  return (
    <details
      class="menu"
      ref={details}
      onClick={(event) => {
        if ((event.target as Element).closest('button')) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return;
        event.stopPropagation();
        close();
        details.current.querySelector('summary')?.focus();
      }}
      onFocusOut={(event) => {
        if (!details.current?.contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <summary aria-label={label} title={label}>
        <Icon name="more" />
      </summary>
      <div class="menu-items">{children}</div>
    </details>
  );
}

interface MenuItemProps {
  readonly onChoose: () => void | Promise<void>;
  readonly children: ComponentChildren;
}

export function MenuItem({ onChoose, children }: MenuItemProps) {
  return (
    <button type="button" onClick={() => void onChoose()}>
      {children}
    </button>
  );
}
