/** Of which work the page shows what was recorded. */
import { visible } from '../../../chart/looks.ts';
import { currentView } from '../catalogue/current.ts';
import { CATALOGUE } from '../data/questions.ts';
import { useFeed } from '../parts/use-feed.ts';
import { go, LABEL_PREFIX, place } from '../state/place.ts';

const NONE: readonly string[] = [];
const NAMES: Readonly<Record<string, string>> = {
  model_id: 'Model',
  operation_type: 'Operation',
  backend: 'Backend',
  status: 'Status',
  task_id: 'Task',
  feature: 'Feature',
};
export function Filters() {
  const { answer } = useFeed(CATALOGUE);
  const { filter } = place.value;
  const { filters, labels: ofView = NONE } = currentView.value;
  const values = answer?.values ?? {};
  const added = answer?.metrics.flatMap((metric) => metric.added_labels) ?? [];
  const labels = filters.includes('labels')
    ? Object.keys(values).filter((name) => ofView.includes(name) || added.includes(name))
    : [];
  const offered = [
    ...filters
      .filter((name) => name in NAMES)
      .map((name) => ({ name: name as string, parameter: name as string })),
    ...labels.map((name) => ({ name, parameter: `${LABEL_PREFIX}${name}` })),
  ];
  const isSet = Object.keys(filter).length > 0;
  return (
    <fieldset class="filters" aria-label="Filters">
      {offered.map(({ name, parameter }) => (
        <Filter
          key={parameter}
          label={NAMES[name] ?? name}
          values={values[name] ?? NONE}
          chosen={filter[parameter]}
          onChoose={(value) => go({ filter: { [parameter]: value } })}
        />
      ))}
      {isSet && (
        <button type="button" class="link" onClick={clearFilters}>
          Clear
        </button>
      )}
    </fieldset>
  );
}

export function clearFilters(): void {
  go({ filter: Object.fromEntries(Object.keys(place.peek().filter).map((name) => [name, undefined])) });
}

interface FilterProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen: string | undefined;
  readonly onChoose: (value: string | undefined) => void;
}

/** It is there before its values are, and where there is nothing to choose, so that nothing moves. */
function Filter({ label, values, chosen, onChoose }: FilterProps) {
  const all = chosen === undefined || values.includes(chosen) ? values : [chosen, ...values];
  return (
    <label class={`filter${chosen === undefined ? '' : ' is-set'}`}>
      <span>{visible(label)}</span>
      <select
        value={chosen ?? ''}
        disabled={values.length < 2 && chosen === undefined}
        onChange={(event) => onChoose((event.currentTarget as HTMLSelectElement).value || undefined)}
      >
        <option value="">all</option>
        {all.filter(Boolean).map((value) => (
          <option key={value} value={value}>
            {visible(value)}
          </option>
        ))}
      </select>
    </label>
  );
}
