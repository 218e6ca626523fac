/** Any metric, by any of its labels, in any aggregation. */
import { visible } from '../../../chart/looks.ts';
import type { PictureSpec } from '../catalogue/pictures.ts';
import { CATALOGUE } from '../data/questions.ts';
import { Choice } from '../elements/choice.tsx';
import { Picture } from '../parts/picture.tsx';
import { useFeed } from '../parts/use-feed.ts';
import { go, place } from '../state/place.ts';

/** By the kind of the metric: a counter has a rate, a gauge a course, a histogram percentiles. */
const AGGREGATIONS: Readonly<Record<string, readonly string[]>> = {
  counter: ['rate', 'sum'],
  up_down_counter: ['average', 'minimum', 'maximum', 'sum'],
  gauge: ['average', 'minimum', 'maximum'],
  histogram: ['percentile_95', 'percentile_99', 'average', 'minimum', 'maximum', 'count', 'rate', 'sum'],
};
const NOTHING = 'nothing';

export function RawView() {
  const { answer, problem } = useFeed(CATALOGUE);
  const { choices } = place.value;
  const metrics = answer?.metrics ?? [];
  const metric = metrics.find(({ name }) => name === choices.metric) ?? metrics[0];
  if (!metric) {
    return <p class="nothing">{problem?.message ?? (answer ? 'Nothing was recorded yet.' : 'Looking …')}</p>;
  }
  const aggregations = AGGREGATIONS[metric.kind] ?? [];
  const aggregation = aggregations.find((one) => one === choices.aggregation) ?? aggregations[0];
  const groupBy = metric.labels.find((label) => label === choices.group_by);
  const spec: PictureSpec = {
    chart: 'metric',
    title: metric.name,
    height: 'tall',
    takes: ['model_id', 'operation_type', 'backend', 'status', 'labels', 'compare'],
    parameters: { metric: [metric.name], aggregation, ...(groupBy && { group_by: [groupBy] }) },
    isWide: true,
  };
  return (
    <>
      <fieldset class="choices" aria-label="What is shown">
        <Choice
          label="Metric"
          values={metrics.map(({ name }) => name)}
          chosen={metric.name}
          onChoose={(name) => go({ choices: { metric: name, group_by: undefined, aggregation: undefined } })}
        />
        <Choice
          label="Aggregation"
          values={aggregations}
          chosen={aggregation ?? ''}
          onChoose={(value) => go({ choices: { aggregation: value } })}
        />
        <Choice
          label="By"
          values={[NOTHING, ...metric.labels]}
          chosen={groupBy ?? NOTHING}
          onChoose={(value) => go({ choices: { group_by: value === NOTHING ? undefined : value } })}
        />
      </fieldset>
      <p class="note">{visible(metric.help)}</p>
      <section class="pictures" aria-label="Picture">
        <Picture key={JSON.stringify(spec.parameters)} spec={spec} />
      </section>
    </>
  );
}
