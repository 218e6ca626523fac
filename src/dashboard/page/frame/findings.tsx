/** What deserves attention, each with its evidence and the way to the picture that shows it. */
import { useSignal } from '@preact/signals';
import type { Unit } from '../../../chart/looks.ts';
import { spokenDuration, stated, visible } from '../../../chart/looks.ts';
import type { Finding, Findings as FindingsAnswer } from '../../../client/index.ts';
import { viewOf } from '../catalogue/views.ts';
import { FINDINGS } from '../data/questions.ts';
import { Dialog } from '../elements/dialog.tsx';
import { Icon } from '../elements/icons.tsx';
import { figure } from '../painters/readout.ts';
import { exactTime } from '../painters/times.ts';
import { useFeed } from '../parts/use-feed.ts';
import { LABEL_PREFIX, linkTo, place } from '../state/place.ts';

/** More are behind a button: what is urgent comes first. */
const SHOWN = 3;
const WORDS = { high: 'High', medium: 'Medium' } as const;

export function Findings() {
  const { answer, problem } = useFeed(FINDINGS);
  const areAllShown = useSignal(false);
  const areThresholdsShown = useSignal(false);
  const findings = answer?.findings ?? [];
  const shown = areAllShown.value ? findings : findings.slice(0, SHOWN);
  return (
    <section class="findings" aria-labelledby="findings">
      <div class="findings-head">
        <h2 id="findings">Findings</h2>
        <p class="findings-foot">
          {findings.length > SHOWN && (
            <button
              type="button"
              class="link"
              aria-expanded={areAllShown.value}
              onClick={() => {
                areAllShown.value = !areAllShown.value;
              }}
            >
              {areAllShown.value ? 'Fewer' : `${findings.length - SHOWN} more`}
            </button>
          )}
          {answer && (
            <button
              type="button"
              class="link"
              onClick={() => {
                areThresholdsShown.value = true;
              }}
            >
              Thresholds
            </button>
          )}
        </p>
      </div>
      <p class="for-readers" aria-live="polite">
        {answer && summaryOf(findings)}
      </p>
      {!answer && <p class="findings-none">{problem ? problem.message : 'Looking …'}</p>}
      {answer && findings.length === 0 && (
        <p class="findings-none">
          <Icon name="good" />
          <span>Nothing passed a threshold in {spokenTime()}.</span>
        </p>
      )}
      {shown.length > 0 && (
        <ul>
          {shown.map((finding) => (
            <Item key={`${finding.message}${finding.details}`} finding={finding} />
          ))}
        </ul>
      )}
      {answer && <Thresholds isOpen={areThresholdsShown} thresholds={answer.thresholds} />}
    </section>
  );
}

function Item({ finding }: { readonly finding: Finding }) {
  const { severity, message, details, evidence, change, chart } = finding;
  return (
    <li class="finding">
      <span class={`finding-severity word is-${severity}`}>
        <Icon name={severity} /> {WORDS[severity]}
      </span>
      {/* What became slower says why, without being asked. */}
      <details class="finding-message" open={severity === 'high' && change !== undefined}>
        <summary>{visible(message)}</summary>
        <p>{visible(details)}</p>
      </details>
      <span class="finding-evidence">{evidenceOf(evidence, change)}</span>
      {chart && (
        <a class="finding-link" href={linkOf(chart)} aria-label={`Show: ${visible(message)}`}>
          Show
        </a>
      )}
    </li>
  );
}

/** `p95 612 ms, above 500 ms · 610 values · 1 h`; of a change `since 14:32:10 · p95 612 ms, otherwise 80 ms · 610 values`. */
function evidenceOf(
  { statistic, value, unit, threshold, side, count, window_seconds }: Finding['evidence'],
  change: Finding['change'],
) {
  const shown = (amount: number | null) => figure(amount, unitOf(unit));
  const values = `${count.toLocaleString('en-US')} ${count === 1 ? 'value' : 'values'}`;
  if (change !== undefined) {
    const when = whenOf(change);
    return [
      ...(when === undefined ? [] : [when]),
      `${stated(statistic, shown(value))}, otherwise ${shown(change.usual_value)}`,
      values,
    ].join(' · ');
  }
  return [
    `${stated(statistic, shown(value))}, ${side} ${shown(threshold)}`,
    values,
    ...(window_seconds > 0 ? [spokenDuration(window_seconds)] : []),
  ].join(' · ');
}

function whenOf({ started_at, ended_at }: NonNullable<Finding['change']>): string | undefined {
  const [from, to] = [started_at, ended_at].map((at) => (at === null ? undefined : exactTime(1000 * at)));
  if (to === undefined) return from && `since ${from}`;
  return from === undefined ? `until ${to}` : `${from} to ${to}`;
}

function unitOf(unit: string): Unit {
  return unit === '1' ? 'number' : (unit as Unit);
}

function linkOf({ id, filter }: NonNullable<Finding['chart']>): string {
  const { labels = {}, metric, ...others } = filter;
  const labelFilter = Object.entries(labels).map(([name, value]) => [`${LABEL_PREFIX}${name}`, value]);
  return linkTo({
    view: viewOf(id).id,
    filter: { ...(others as Record<string, string>), ...Object.fromEntries(labelFilter) },
    ...(typeof metric === 'string' && { choices: { metric } }),
  });
}

function summaryOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  return `${findings.length} findings: ${findings.map(({ type, target, severity }) => `${severity}: ${type} of ${target}`).join('; ')}`;
}

function spokenTime(): string {
  const { seconds, untilUnixSeconds } = place.value.time;
  return `${untilUnixSeconds === undefined ? 'the last' : 'these'} ${spokenDuration(seconds)}`;
}

interface ThresholdsProps {
  readonly isOpen: { value: boolean };
  readonly thresholds: FindingsAnswer['thresholds'];
}

function Thresholds({ isOpen, thresholds }: ThresholdsProps) {
  return (
    <Dialog title="Thresholds" isOpen={isOpen}>
      <p>
        What is compared with these is a finding where it passes them; the option of the telemetry is
        thresholds.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">severity</th>
            <th scope="col">threshold</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(thresholds).flatMap(([name, levels]) =>
            Object.entries(levels).map(([level, value]) => (
              <tr key={`${name} ${level}`}>
                <td>{name.replaceAll('_', ' ')}</td>
                <td>{level}</td>
                <td>{figure(value, name.endsWith('seconds') ? 'seconds' : 'number')}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Dialog>
  );
}
