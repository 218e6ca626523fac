/** One of several. */
import { visible } from '../../../chart/looks.ts';

interface ChoiceProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, values, chosen, onChoose }: ChoiceProps) {
  return (
    <label class="filter">
      <span>{label}</span>
      <select
        value={chosen}
        onChange={({ currentTarget }) => onChoose((currentTarget as HTMLSelectElement).value)}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {visible(value).replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  );
}

/** As `Choice`, where there are few. */
export function Switch({ label, values, chosen, onChoose }: ChoiceProps) {
  return (
    <fieldset class="switch" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      {values.map((value) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {value}
        </button>
      ))}
    </fieldset>
  );
}
