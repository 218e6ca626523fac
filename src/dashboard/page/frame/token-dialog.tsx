/** Asks for the token that the server wants. */
import { useEffect, useRef } from 'preact/hooks';
import { needsToken, setToken } from '../data/server.ts';

export function TokenDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isAsked = needsToken.value;
  useEffect(() => {
    if (isAsked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isAsked]);
  return (
    <dialog ref={dialog} aria-labelledby="token-title" onKeyDown={(event) => event.stopPropagation()}>
      <form
        method="dialog"
        class="token"
        onSubmit={(event) => {
          const token = new FormData(event.currentTarget as HTMLFormElement).get('token');
          if (typeof token === 'string' && token !== '') setToken(token.trim());
        }}
      >
        <h2 id="token-title">This server wants a token</h2>
        <p>It is the one that the server was started with, and stays in this tab until you close it.</p>
        <label>
          Token
          <input name="token" type="password" autocomplete="off" required />
        </label>
        <button type="submit" class="is-main">
          Go on
        </button>
      </form>
    </dialog>
  );
}
