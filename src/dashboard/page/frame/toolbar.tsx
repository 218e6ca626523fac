/** Which time is shown, whether it moves on, and of which work. */

import { spokenDuration } from '../../../chart/looks.ts';
import { pause } from '../data/live.ts';
import { Icon } from '../elements/icons.tsx';
import { exactTime, zoneName } from '../painters/times.ts';
import { shownRange } from '../state/clock.ts';
import { go, isFollowing, PRESET_SECONDS, place, spelledDuration } from '../state/place.ts';
import { show } from '../state/shown-time.ts';
import { Filters } from './filters.tsx';

export function Toolbar() {
  const { time, isCompared } = place.value;
  return (
    <div class="toolbar" role="toolbar" aria-label="Time and filters">
      <fieldset class="presets" aria-label="Time up to now">
        {PRESET_SECONDS.map((seconds) => (
          <button
            key={seconds}
            type="button"
            aria-pressed={isFollowing.value && time.seconds === seconds}
            aria-label={`${spelledDuration(seconds)}: the last ${spokenDuration(seconds)}`}
            onClick={() => follow(seconds)}
          >
            {spelledDuration(seconds)}
          </button>
        ))}
      </fieldset>
      <ShownRange />
      <button type="button" class="quiet pause" aria-pressed={!isFollowing.value} onClick={togglePause}>
        <Icon name={isFollowing.value ? 'pause' : 'play'} />
        {isFollowing.value ? 'Pause' : 'Resume'}
      </button>
      <button
        type="button"
        class="quiet"
        aria-pressed={isCompared}
        title="Shows the same length of time before, dashed"
        onClick={toggleCompared}
      >
        Compare
      </button>
      <Filters />
    </div>
  );
}

function follow(seconds: number): void {
  go({ time: { seconds } });
}

/** Stops at what is shown; from there, goes on with now. */
export function togglePause(): void {
  const { seconds } = place.peek().time;
  if (isFollowing.peek()) go({ time: { seconds, untilUnixSeconds: pause() } });
  else follow(seconds);
}

export function toggleCompared(): void {
  go({ isCompared: !place.peek().isCompared });
}

/** The range in words, and a form for any other one. */
function ShownRange() {
  const { startUnixMs, endUnixMs } = shownRange.value;
  const { seconds } = place.value.time;
  const text = isFollowing.value
    ? `Last ${spokenDuration(seconds)}`
    : `${exactTime(startUnixMs)} – ${exactTime(endUnixMs)}`;
  return (
    <details
      class="menu range"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget as Node)) currentTarget.open = false;
      }}
    >
      <summary title={`Times are those of ${zoneName()}`}>
        {text} <span class="zone">{zoneName()}</span>
      </summary>
      <form
        class="menu-items range-form"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget as HTMLFormElement;
          const data = new FormData(form);
          const [from, to] = ['from', 'to'].map((name) => new Date(`${data.get(name)}`).getTime()) as [
            number,
            number,
          ];
          if (!(to > from)) return;
          (form.parentElement as HTMLDetailsElement).open = false;
          show(from, to);
        }}
      >
        <label>
          From
          <input type="datetime-local" name="from" step="1" required defaultValue={inputValue(startUnixMs)} />
        </label>
        <label>
          To
          <input type="datetime-local" name="to" step="1" required defaultValue={inputValue(endUnixMs)} />
        </label>
        <button type="submit" class="is-main">
          Show
        </button>
      </form>
    </details>
  );
}

/** As the field takes it: local, to the second. */
function inputValue(unixMs: number): string {
  const offsetMs = new Date(unixMs).getTimezoneOffset() * 60_000;
  return new Date(unixMs - offsetMs).toISOString().slice(0, 19);
}
