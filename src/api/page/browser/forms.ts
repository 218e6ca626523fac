/** Forms that send what they ask for. */
import { AnswerView } from './answer.ts';
import { commandOf, type Described, requestOf } from './request.ts';

const TOKEN = 'inferometer.token';

export function watchForms(): void {
  const token = document.querySelector<HTMLInputElement>('#token');
  if (token === null) return;
  token.value = sessionStorage.getItem(TOKEN) ?? '';
  const updates = [...document.querySelectorAll<HTMLElement>('article')].map((article) =>
    watchForm(article, token),
  );
  token.addEventListener('input', () => {
    sessionStorage.setItem(TOKEN, token.value);
    for (const update of updates) update();
  });
}

/** @returns writes the command anew */
function watchForm(article: HTMLElement, token: HTMLInputElement): () => void {
  const operation = JSON.parse(article.dataset.operation ?? '{}') as Described;
  const form = article.querySelector('form') as HTMLFormElement;
  const command = form.querySelector('.curl') as HTMLElement;
  const view = new AnswerView(form.querySelector('.answer') as HTMLElement);
  let running = new AbortController();
  const asked = () => requestOf(operation, form, article, token.value);
  const update = () => {
    command.textContent = commandOf(asked(), token.value);
  };
  const send = async () => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const stop = () => running.abort();
    const { address, method, headers, body } = asked();
    view.waiting(stop);
    const startedAtMs = performance.now();
    try {
      const init = {
        method,
        headers: headers as [string, string][],
        signal,
        ...(body !== undefined && { body }),
      };
      await view.answered(await fetch(address, init), startedAtMs, stop);
    } catch (error) {
      if (!signal.aborted) view.failed(error instanceof Error ? error.message : String(error));
    }
  };
  article.addEventListener('input', update);
  article.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  article.addEventListener('keydown', (event) => {
    // A field of the list of parameters, which stands beside the form, or a line of the body.
    const isSent = event.key === 'Enter' && event.target instanceof HTMLInputElement;
    if (!isSent && !(event.key === 'Enter' && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    void send();
  });
  form.addEventListener('reset', () => {
    running.abort();
    view.clear();
    for (const field of article.querySelectorAll<HTMLInputElement>('.parameters input'))
      field.value = field.defaultValue;
    for (const list of article.querySelectorAll<HTMLSelectElement>('.parameters select')) {
      const chosen = [...list.options].findIndex(({ defaultSelected }) => defaultSelected);
      list.selectedIndex = Math.max(0, chosen);
    }
    // The form's own fields are as they were after this event.
    setTimeout(update);
  });
  article.addEventListener('click', (event) => {
    const button = (event.target as Element).closest('button');
    const ago = button?.dataset.ago;
    if (button?.matches('.copy')) void copy(button, command.textContent ?? '');
    if (ago === undefined) return;
    const field = button?.parentElement?.querySelector('input') as HTMLInputElement;
    field.value = (Date.now() / 1000 - Number(ago)).toFixed(0);
    update();
  });
  update();
  return update;
}

async function copy(button: HTMLElement, text: string): Promise<void> {
  try {
    await globalThis.navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    // Without a right to the clipboard the command can still be marked.
    button.textContent = 'Select it';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 1500);
}
