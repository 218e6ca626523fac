/** The page. */
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { currentView } from './catalogue/current.ts';
import { OBJECTIVES_VIEW, OVERVIEW, RAW, TRAINING } from './catalogue/views.ts';
import { connection, live, now } from './data/live.ts';
import { Findings } from './frame/findings.tsx';
import { Header, LostBanner } from './frame/header.tsx';
import { areKeysShown, KeysDialog } from './frame/keys-dialog.tsx';
import { Strip } from './frame/strip.tsx';
import { TokenDialog } from './frame/token-dialog.tsx';
import { Toolbar, toggleCompared, togglePause } from './frame/toolbar.tsx';
import { listenToKeys } from './state/keys.ts';
import { CategoryView } from './views/category.tsx';
import { ObjectivesView } from './views/objectives.tsx';
import { Overview } from './views/overview.tsx';
import { RawView } from './views/raw.tsx';
import { TrainingView } from './views/training.tsx';

function Page() {
  const view = currentView.value;
  const hasAnything = now.value === undefined || now.value.categories.length > 0;
  useEffect(
    () =>
      listenToKeys({
        showKeys: () => {
          areKeysShown.value = true;
        },
        togglePause,
        toggleCompared,
      }),
    [],
  );
  useEffect(() => {
    document.title = view === OVERVIEW ? 'Inferometer' : `${view.title} · Inferometer`;
  }, [view]);
  return (
    <div class={`page is-${view.id}${connection.value.state === 'lost' ? ' is-lost' : ''}`}>
      <button type="button" class="skip" onClick={skipToMain}>
        To the pictures
      </button>
      <Header />
      <main>
        {hasAnything && <Strip />}
        <Toolbar />
        <div id="content" class="content" tabIndex={-1}>
          {view === OVERVIEW && hasAnything && <Findings />}
          {view !== OVERVIEW && <h2 class="view-title">{view.title}</h2>}
          <CurrentView />
        </div>
      </main>
      <LostBanner />
      <KeysDialog />
      <TokenDialog />
    </div>
  );
}

/** No link: the address has the place of the page behind its `#`. */
function skipToMain(): void {
  document.getElementById('content')?.focus();
}

function CurrentView() {
  const view = currentView.value;
  switch (view) {
    case OVERVIEW:
      return <Overview />;
    case TRAINING:
      return <TrainingView view={view} />;
    case OBJECTIVES_VIEW:
      return <ObjectivesView view={view} />;
    case RAW:
      return <RawView />;
    default:
      return <CategoryView key={view.id} view={view} />;
  }
}

/** Where nobody sees the page, nothing is ever painted. */
const LONGEST_WAIT_MS = 100;

/** The head of the page is in its markup: it is seen before all the rest is worked out. */
function afterFirstPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, LONGEST_WAIT_MS);
  });
}

void live();
void afterFirstPaint().then(() => {
  const root = document.getElementById('page') as HTMLElement;
  root.replaceChildren();
  render(<Page />, root);
});
