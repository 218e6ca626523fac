/** Runs of training, side by side on one picture. */
import { spokenDuration, visible } from '../../../chart/looks.ts';
import type { TrainingRuns } from '../../../client/index.ts';
import { PICTURES } from '../catalogue/pictures.ts';
import type { ViewSpec } from '../catalogue/views.ts';
import { RUNS } from '../data/questions.ts';
import { Choice, Switch } from '../elements/choice.tsx';
import { Scroller } from '../elements/scroller.tsx';
import { figure } from '../painters/readout.ts';
import { exactTime } from '../painters/times.ts';
import { Picture } from '../parts/picture.tsx';
import { useFeed } from '../parts/use-feed.ts';
import { nowUnixMs } from '../state/clock.ts';
import { go, place } from '../state/place.ts';
import { CategoryView } from './category.tsx';

type TrainingRun = TrainingRuns['runs'][number];

const [LOSS, OVER_EPOCHS] = ['loss', 'epoch'];

export function TrainingView({ view }: { readonly view: ViewSpec }) {
  const { answer } = useFeed(RUNS);
  const { metric = LOSS, over = OVER_EPOCHS } = place.value.choices;
  const runs = answer?.runs ?? [];
  const statistics = [
    ...new Set([LOSS, metric, ...runs.flatMap(({ last }) => Object.keys(last))]),
  ] as string[];
  const parameters = { metric: [metric], over };
  return (
    <>
      <fieldset class="choices" aria-label="What the curves show">
        <Choice
          label="Statistic"
          values={statistics}
          chosen={metric as string}
          onChoose={(value) => go({ choices: { metric: value === LOSS ? undefined : value } })}
        />
        <Switch
          label="Against"
          values={['epoch', 'time']}
          chosen={over as string}
          onChoose={(value) => go({ choices: { over: value === OVER_EPOCHS ? undefined : value } })}
        />
      </fieldset>
      <section class="pictures" aria-label="Curves">
        <Picture key={`${metric} ${over}`} spec={{ ...PICTURES.curves, parameters }} />
      </section>
      {runs.length > 0 && <RunsTable runs={runs} />}
      <CategoryView view={view} />
    </>
  );
}

/** All of them are shown, unless some are chosen. */
function RunsTable({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const chosen = new Set(place.value.filter.run?.split(',') ?? []);
  const toggle = (run: string) => {
    const next = new Set(chosen);
    if (!next.delete(run)) next.add(run);
    go({ filter: { run: next.size === 0 ? undefined : [...next].join(',') } });
  };
  return (
    <section class="tables" aria-labelledby="runs">
      <h3 id="runs">Runs</h3>
      <Scroller label="Runs">
        <table>
          <thead>
            <tr>
              {['show', 'model', 'run', 'state', 'epoch', 'loss', 'began', 'took'].map((heading) => (
                <th
                  key={heading}
                  scope="col"
                  class={['epoch', 'loss', 'took'].includes(heading) ? 'is-right' : ''}
                >
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map(({ model_id, run_id, started_at, ended_at, last_epoch, parameters, last }) => (
              <tr key={`${model_id} ${run_id}`}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Show ${visible(model_id)} ${visible(run_id)} alone`}
                    checked={chosen.has(run_id)}
                    onChange={() => toggle(run_id)}
                  />
                </td>
                <td class="name" title={visible(model_id)}>
                  {visible(model_id)}
                </td>
                <td class="name" title={visible(run_id)}>
                  {visible(run_id)}
                </td>
                <td>{ended_at === null ? 'goes on' : 'ended'}</td>
                <td class="is-right">
                  {figure(last_epoch, 'count')}
                  {typeof parameters.epochs === 'number' && ` of ${parameters.epochs}`}
                </td>
                <td class="is-right">{figure(last.loss, 'number')}</td>
                <td>{exactTime(started_at * 1000)}</td>
                <td class="is-right">
                  {spokenDuration(Math.round((ended_at ?? nowUnixMs.value / 1000) - started_at))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}
