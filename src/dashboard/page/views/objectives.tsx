/** What was promised, how much of it was kept, and how fast the rest is used up. */
import { visible } from '../../../chart/looks.ts';
import type { Objectives } from '../../../client/index.ts';
import type { ViewSpec } from '../catalogue/views.ts';
import { OBJECTIVES } from '../data/questions.ts';
import { Icon } from '../elements/icons.tsx';
import { figure } from '../painters/readout.ts';
import { Picture } from '../parts/picture.tsx';
import { useFeed } from '../parts/use-feed.ts';

type Result = Objectives['objectives'][number];

/** Below this share of its budget, an objective is near to be missed. */
const NEAR = 0.25;

export function ObjectivesView({ view }: { readonly view: ViewSpec }) {
  const { answer, problem } = useFeed(OBJECTIVES);
  if (!answer) return <p class="nothing">{problem?.message ?? 'Looking …'}</p>;
  if (answer.objectives.length === 0) {
    return (
      <div class="nothing">
        <p>Nothing was promised. An objective is an option of the telemetry:</p>
        <pre>
          <code>
            {
              "createTelemetry({ objectives: [{ operationType: 'inference', withinSeconds: 0.1, targetRatio: 0.99 }] })"
            }
          </code>
        </pre>
      </div>
    );
  }
  return (
    <>
      <ul class="objectives">
        {answer.objectives.map((result) => (
          <Item key={sentenceOf(result)} result={result} />
        ))}
      </ul>
      <section class="pictures" aria-label="Pictures">
        {view.pictures.map((spec) => (
          <Picture key={spec.chart} spec={spec} />
        ))}
      </section>
    </>
  );
}

function Item({ result }: { readonly result: Result }) {
  const { good, count, good_ratio, good_per_second, error_budget_left: left, burn_rate } = result;
  const [icon, word] =
    left === null
      ? (['good', 'No data'] as const)
      : left < 0
        ? (['high', 'Missed'] as const)
        : left < NEAR
          ? (['medium', 'Near'] as const)
          : (['good', 'Met'] as const);
  return (
    <li class="objective">
      <span class={`word is-${left === null ? 'unknown' : icon}`}>
        <Icon name={icon} /> {word}
      </span>
      <div class="objective-what">
        <h3>{visible(sentenceOf(result))}</h3>
        <p>
          {figure(good_ratio, 'ratio')} good: {figure(good, 'count')} of {figure(count, 'count')},{' '}
          {figure(good_per_second, 'per_second')}
        </p>
      </div>
      <div class="objective-budget">
        <span class="budget">
          <span
            style={{ inlineSize: `${100 * Math.min(1, Math.max(0, left ?? 0))}%` }}
            class={`is-${icon}`}
          />
        </span>
        <p>
          Budget left {figure(left, 'ratio')} · burn rate {figure(burn_rate, 'number')}
        </p>
      </div>
    </li>
  );
}

/** `99 % of inference of glyph-dense within 100 ms` */
function sentenceOf({ objective }: Result): string {
  const { operation_type, model_id, within_seconds, target_ratio } = objective;
  const { first_token_within_seconds, token_within_seconds } = objective;
  const bounds = [
    [within_seconds, 'within'],
    [first_token_within_seconds, 'first token within'],
    [token_within_seconds, 'each token within'],
  ] as const;
  return [
    `${figure(target_ratio, 'ratio')} of ${operation_type}${model_id === undefined ? '' : ` of ${model_id}`}`,
    ...bounds.flatMap(([seconds, words]) =>
      seconds === undefined ? [] : [`${words} ${figure(seconds, 'seconds')}`],
    ),
  ].join(', ');
}
