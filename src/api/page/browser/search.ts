/** The field that leaves the routes that are looked for. */

interface Route {
  readonly article: HTMLElement;
  readonly link: HTMLElement;
  /** What is searched, in lower case. */
  readonly text: string;
}

export function watchSearch(): void {
  const field = document.querySelector<HTMLInputElement>('#search');
  const found = document.querySelector('#found');
  const nothing = document.querySelector<HTMLElement>('.nothing');
  if (field === null || found === null || nothing === null) return;
  const routes = routesOfPage();
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { article, link, text } of routes) {
      const isFound = words.every((word) => text.includes(word));
      article.hidden = !isFound;
      link.hidden = !isFound;
      count += Number(isFound);
    }
    for (const group of document.querySelectorAll<HTMLElement>('main .group, nav section')) {
      group.hidden =
        group.querySelector(':scope > article:not([hidden]), :scope > ul > li:not([hidden])') === null;
    }
    found.textContent = count === routes.length ? String(count) : `${count} of ${routes.length}`;
    nothing.hidden = count > 0;
  };
  field.addEventListener('input', () => {
    show();
    scrollTo(0, 0);
  });
  field.addEventListener('keydown', (event) => {
    const first = routes.find(({ article }) => !article.hidden);
    if (event.key === 'Enter' && first !== undefined) location.hash = first.article.id;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.activeElement === field) {
      field.value = '';
      show();
      field.blur();
    }
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  // A link to a route shows it, whatever was searched for.
  addEventListener('hashchange', () => {
    const target = routes.find(({ article }) => `#${article.id}` === location.hash);
    if (target === undefined || !target.article.hidden) return;
    field.value = '';
    show();
    target.article.scrollIntoView();
  });
  // On a phone it would stand before everything else.
  const list = document.querySelector<HTMLDetailsElement>('nav details');
  if (list !== null && matchMedia('(max-width: 820px)').matches) list.open = false;
  // What the browser kept of the page as it was.
  show();
  watchReading(routes);
}

function routesOfPage(): Route[] {
  return [...document.querySelectorAll<HTMLElement>('article')].map((article) => {
    const words = article.querySelectorAll(
      'header, .says > p, .parameters .name, .parameters .about, .words',
    );
    const text = [article.id, ...[...words].map(({ textContent }) => textContent)].join(' ').toLowerCase();
    const link = document.querySelector(`nav a[href="#${article.id}"]`)?.closest('li') as HTMLElement;
    return { article, link, text };
  });
}

function isTyping(): boolean {
  return document.activeElement?.matches('input, textarea, select') ?? false;
}

/** Marks in the list what is being read. */
function watchReading(routes: readonly Route[]): void {
  const visible = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      const first = routes.find(({ article }) => visible.has(article));
      for (const { article, link } of routes) {
        const anchor = link.querySelector('a');
        if (article === first?.article) anchor?.setAttribute('aria-current', 'true');
        else anchor?.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-72px 0px -60% 0px' },
  );
  for (const { article } of routes) observer.observe(article);
}
