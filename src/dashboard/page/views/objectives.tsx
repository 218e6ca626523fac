/** What was promised, how much of it was kept, and how fast the rest is used up; and what may be spent. */
import { visible } from '../../../chart/looks.ts';
import type { Objectives } from '../../../client/index.ts';
import type { ViewSpec } from '../catalogue/views.ts';
import { OBJECTIVES } from '../data/questions.ts';
import { Icon } from '../elements/icons.tsx';
import { figure } from '../painters/readout.ts';
import { Picture } from '../parts/picture.tsx';
import { useFeed } from '../parts/use-feed.ts';

type Result = Objectives['objectives'][number];
type Budget = Objectives['budgets'][number];

/** Below this share of its budget, an objective is near to be missed. */
const NEAR = 0.25;

/** Each user may have one. */
const MOST_BUDGETS = 20;

export function ObjectivesView({ view }: { readonly view: ViewSpec }) {
  const { answer, problem } = useFeed(OBJECTIVES);
  if (!answer) return <p class="nothing">{problem?.message ?? 'Looking …'}</p>;
  const { objectives, budgets } = answer;
  if (objectives.length === 0 && budgets.length === 0) {
    return (
      <div class="nothing">
        <p>Nothing was promised. An objective is an option of the telemetry:</p>
        <pre>
          <code>
            {[
              'createTelemetry({',
              "  objectives: [{ operationType: 'inference', withinSeconds: 0.1, targetRatio: 0.99 }],",
              '});',
            ].join('\n')}
          </code>
        </pre>
      </div>
    );
  }
  return (
    <>
      {objectives.length > 0 && (
        <ul class="objectives">
          {objectives.map((result) => (
            <Item key={result.objective.name} result={result} />
          ))}
        </ul>
      )}
      {budgets.length > 0 && (
        <section aria-label="Budgets">
          <h2>Budgets</h2>
          <ul class="objectives">
            {budgets.slice(0, MOST_BUDGETS).map((budget) => (
              <BudgetItem key={JSON.stringify([budget.budget, budget.unit, budget.labels])} budget={budget} />
            ))}
          </ul>
          {budgets.length > MOST_BUDGETS && (
            <p class="note">{figure(budgets.length - MOST_BUDGETS, 'count')} more, of which more is left.</p>
          )}
        </section>
      )}
      {objectives.length > 0 && (
        <section class="pictures" aria-label="Pictures">
          {view.pictures.map((spec) => (
            <Picture key={spec.chart} spec={spec} />
          ))}
        </section>
      )}
    </>
  );
}

function Item({ result }: { readonly result: Result }) {
  const { good, count, good_ratio, good_per_second, error_budget_left: left, burn_rate } = result;
  const { alert, budget_remaining: remaining } = result;
  const [icon, word] = alert !== null ? (['high', 'Burning'] as const) : stateOf(left, 'Missed');
  const rates = Object.entries(result.burn_rates).map(
    ([window, rate]) => `${window} ${figure(rate, 'number')}`,
  );
  return (
    <li class="objective">
      <State icon={icon} word={word} isKnown={left !== null} />
      <div class="objective-what">
        <h3 title={visible(result.objective.name)}>{visible(sentenceOf(result))}</h3>
        <p>
          {figure(good_ratio, 'ratio')} good: {figure(good, 'count')} of {figure(count, 'count')},{' '}
          {figure(good_per_second, 'per_second')}
        </p>
        {rates.length > 0 && <p>Burn rates: {rates.join(' · ')}</p>}
      </div>
      <div class="objective-budget">
        <Bar left={left} icon={icon} />
        <p>
          Budget left {figure(left, 'ratio')} · burn rate {figure(burn_rate, 'number')}
        </p>
        {remaining !== null && <p>Of the budget of 30 days {figure(remaining, 'ratio')}</p>}
      </div>
    </li>
  );
}

/** What of tokens or money is left. */
function BudgetItem({ budget: of }: { readonly budget: Budget }) {
  const { budget, unit, labels, limit, spent, reserved, burn_rate } = of;
  const left = of.left / limit;
  const [icon, word] = stateOf(spent >= limit ? Math.min(-Number.MIN_VALUE, left) : left, 'Spent');
  const whose = Object.entries(labels).map(([name, value]) => `${name} ${value}`);
  return (
    <li class="objective">
      <State icon={icon} word={word} isKnown />
      <div class="objective-what">
        <h3>{visible([budget, ...whose].join(' · '))}</h3>
        <p>
          {amount(spent)} of {amount(limit)} {visible(unit)} spent
          {reserved > 0 && `, ${amount(reserved)} held for what runs`}
        </p>
      </div>
      <div class="objective-budget">
        <Bar left={left} icon={icon} />
        <p>
          Left {figure(left, 'ratio')}
          {burn_rate !== null && ` · burn rate ${figure(burn_rate, 'number')}`}
        </p>
      </div>
    </li>
  );
}

/** Tokens to the last one; of money what a reader can use. */
function amount(value: number): string {
  return figure(value, Number.isInteger(value) ? 'count' : 'number');
}

type StateIcon = 'good' | 'medium' | 'high';

/** @param left of the whole, 1 to 0, and under 0 */
function stateOf(left: number | null, over: string): readonly [icon: StateIcon, word: string] {
  if (left === null) return ['good', 'No data'];
  if (left < 0) return ['high', over];
  return left < NEAR ? ['medium', 'Near'] : ['good', over === 'Spent' ? 'Left' : 'Met'];
}

interface StateProps {
  readonly icon: StateIcon;
  readonly word: string;
  readonly isKnown: boolean;
}

function State({ icon, word, isKnown }: StateProps) {
  return (
    <span class={`word is-${isKnown ? icon : 'unknown'}`}>
      <Icon name={icon} /> {word}
    </span>
  );
}

function Bar({ left, icon }: { readonly left: number | null; readonly icon: StateIcon }) {
  return (
    <span class="budget">
      <span style={{ inlineSize: `${100 * Math.min(1, Math.max(0, left ?? 0))}%` }} class={`is-${icon}`} />
    </span>
  );
}

/** `99 % of inference of glyph-dense, within 100 ms` */
function sentenceOf({ objective }: Result): string {
  const { operation_type, model_id, task_id, within_seconds, target_ratio } = objective;
  const { first_token_within_seconds, token_within_seconds, inter_token_within_seconds } = objective;
  const bounds = [
    [within_seconds, 'within'],
    [first_token_within_seconds, 'first token within'],
    [token_within_seconds, 'each token within'],
    [inter_token_within_seconds, 'between tokens within'],
  ] as const;
  const about = [model_id, task_id, ...Object.values(objective.labels ?? {})].filter(
    (one) => one !== undefined,
  );
  return [
    `${figure(target_ratio, 'ratio')} of ${[operation_type, ...about].join(' of ')}`,
    ...bounds.flatMap(([seconds, words]) =>
      seconds === undefined ? [] : [`${words} ${figure(seconds, 'seconds')}`],
    ),
  ].join(', ');
}
