/** Something that is looked at beside the page, until Esc. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly isOpen: { value: boolean };
  readonly children: ComponentChildren;
}

export function Dialog({ title, isOpen, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const shallBeOpen = isOpen.value;
  useEffect(() => {
    if (shallBeOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!shallBeOpen) dialog.current?.close();
  }, [shallBeOpen]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={() => {
        isOpen.value = false;
      }}
      // The keys of the page are not meant.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form method="dialog" class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="submit">Close</button>
      </form>
      {shallBeOpen && children}
    </dialog>
  );
}
