/** The name, the menu of views, and whether the page is alive. */
import { useEffect, useState } from 'preact/hooks';
import { spokenDuration } from '../../../chart/looks.ts';
import type { Category } from '../../../client/index.ts';
import { currentView } from '../catalogue/current.ts';
import { VIEWS } from '../catalogue/views.ts';
import { connection, isPaused, lastNewsUnixMs, now, reconnect } from '../data/live.ts';
import { Icon } from '../elements/icons.tsx';
import { exactTime } from '../painters/times.ts';
import { isFollowing, linkTo } from '../state/place.ts';
import { theme, toggleTheme } from '../state/theme.ts';
import { areKeysShown } from './keys-dialog.tsx';

export function Header() {
  const categories = now.value?.categories;
  const current = currentView.value;
  const isThere = (needed: readonly Category[] | undefined) =>
    !needed || !categories || needed.some((category) => categories.includes(category));
  return (
    <header class="header">
      <h1 class="brand">Inferometer</h1>
      <nav class="views" aria-label="Views">
        {VIEWS.filter((view) => view === current || isThere(view.categories)).map(({ id, title }) => (
          <a key={id} href={linkTo({ view: id })} aria-current={id === current.id ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <div class="header-end">
        <Status />
        <button
          type="button"
          class="icon-button"
          aria-label={`${theme.value === 'dark' ? 'Light' : 'Dark'} ground`}
          onClick={toggleTheme}
        >
          <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Keys"
          onClick={() => {
            areKeysShown.value = true;
          }}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function Status() {
  const { state } = connection.value;
  const word =
    state === 'lost'
      ? 'Disconnected'
      : state === 'connecting'
        ? 'Connecting'
        : isPaused.value
          ? 'Paused'
          : isFollowing.value
            ? 'Live'
            : 'Past';
  return (
    <span class={`status is-${word.toLowerCase()}`}>
      <i aria-hidden="true" />
      {word}
    </span>
  );
}

/** Lies over the foot of the page, so that nothing moves when it comes. */
export function LostBanner() {
  const lost = connection.value;
  const seconds = useSeconds(lost.state === 'lost');
  if (lost.state !== 'lost') return null;
  const wait = Math.max(0, Math.ceil((lost.nextTryUnixMs - seconds) / 1000));
  const last = lastNewsUnixMs.value;
  return (
    <div class="lost" role="status">
      <Icon name="lost" />
      <span>
        <b>{lost.problem.message}</b>{' '}
        {Number.isNaN(last)
          ? 'Nothing was heard of it yet.'
          : `What you see is of ${exactTime(last)}, ${spokenDuration(Math.round((seconds - last) / 1000))} ago.`}{' '}
        <span aria-hidden="true">Next try in {wait} s.</span>
      </span>
      <button type="button" onClick={reconnect}>
        Try now
      </button>
    </div>
  );
}

function useSeconds(isRunning: boolean): number {
  const [unixMs, setUnixMs] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    setUnixMs(Date.now());
    const timer = setInterval(() => setUnixMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return unixMs;
}
