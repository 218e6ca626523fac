/** What happens now, in one row: a tile for what there is, none for what was never recorded. */
import type { ComponentChildren } from 'preact';
import type { LineChart } from '../../../chart/looks.ts';
import { spokenDuration, visible } from '../../../chart/looks.ts';
import type { Category, ChartAnswer, Now } from '../../../client/index.ts';
import { PICTURES, questionOf } from '../catalogue/pictures.ts';
import { now } from '../data/live.ts';
import { chartQuestion, type Question } from '../data/questions.ts';
import { Sparkline } from '../elements/sparkline.tsx';
import { figure } from '../painters/readout.ts';
import { useFeed } from '../parts/use-feed.ts';
import { place, spelledDuration } from '../state/place.ts';

type Courses = ReadonlyMap<string, readonly (number | null)[]>;

export function Strip() {
  const answer = now.value;
  const hasInference = answer?.categories.includes('inference') ?? false;
  const latency = useCourses('percentiles', hasInference);
  const throughput = useCourses('throughput', hasInference);
  const abortedCount = useAborted(answer !== undefined);
  return (
    <section class="strip" aria-label="Now">
      {answer ? tilesOf(answer, { latency, throughput, abortedCount }) : SKELETON}
    </section>
  );
}

const SKELETON = ['in flight', 'rate', 'p50', 'p95', 'p99', 'failed'].map((label) => (
  <Tile key={label} label={label} value=" " />
));

interface OfShownTime {
  readonly latency: Courses;
  readonly throughput: Courses;
  /** Undefined before it is known. */
  readonly abortedCount: number | undefined;
}

function tilesOf(answer: Now, { latency, throughput, abortedCount }: OfShownTime) {
  const { latency: now, training, workers, categories } = answer;
  const shown = spokenDuration(place.value.time.seconds);
  const last = lately(answer.window_seconds);
  const course = `Its course is of the ${shown} that pictures show.`;
  const about = (what: string) => `${what} of inferences that ended in the ${last}. ${course}`;
  const has = (category: Category) => categories.includes(category);
  const [rate] = throughput.values();
  return (
    <>
      <Tile label="in flight" value={figure(answer.in_flight, 'count')} />
      {has('inference') && (
        <>
          <Tile
            label={`rate, ${last}`}
            about={about('The number per second')}
            value={figure(answer.per_second, 'per_second')}
            course={rate ?? []}
          />
          {(['p50', 'p95', 'p99'] as const).map((percentile) => (
            <Tile
              key={percentile}
              label={`${percentile}, ${last}`}
              about={about(`The ${percentile.slice(1)}th percentile of the latency`)}
              value={figure(now[percentile], 'seconds')}
              course={latency.get(percentile) ?? []}
            />
          ))}
        </>
      )}
      <Tile
        label={`failed, ${last}`}
        about={`Of the operations that succeeded or failed in the ${last}, the share that failed. What was aborted is neither${abortedCount === undefined ? '' : `: ${figure(abortedCount, 'count')} in the ${shown} that pictures show`}.`}
        value={figure(answer.error_ratio, 'ratio')}
      >
        {abortedCount !== undefined &&
          `${figure(abortedCount, 'count')} aborted, ${spelledDuration(place.value.time.seconds)}`}
      </Tile>
      {answer.tokens_per_second !== null && (
        <Tile
          label={`tokens, ${last}`}
          about={`Tokens that models wrote in the ${last}, per second.`}
          value={figure(answer.tokens_per_second, 'per_second')}
        />
      )}
      {training && <TrainingTile training={training} />}
      {workers && (
        <Tile label="workers busy" value={`${workers.busy} of ${workers.total}`}>
          {workers.utilization !== null && `in use ${figure(workers.utilization, 'ratio')}`}
        </Tile>
      )}
      {has('storage') && <Tile label="storage queue" value={figure(answer.storage_queue, 'count')} />}
    </>
  );
}

function TrainingTile({ training }: { readonly training: NonNullable<Now['training']> }) {
  const { model_id, run_id, epoch, epochs, loss } = training;
  const done = epoch === null ? '–' : `${epoch + 1}`;
  return (
    <Tile label={`epoch of ${visible(model_id)}`} value={epochs === null ? done : `${done} of ${epochs}`}>
      <span title={visible(run_id)}>loss {figure(loss, 'number')}</span>
    </Tile>
  );
}

/** `last 5 s`: to five seconds, since what changes with each answer would be read instead of the figure. */
function lately(seconds: number): string {
  return `last ${spokenDuration(seconds > 5 ? 5 * Math.round(seconds / 5) : Math.max(1, Math.round(seconds)))}`;
}

interface TileProps {
  readonly label: string;
  /** What it is, as a sentence; its label if left out. */
  readonly about?: string;
  readonly value: string;
  readonly course?: readonly (number | null)[];
  readonly children?: ComponentChildren;
}

function Tile({ label, about = label, value, course, children }: TileProps) {
  return (
    <div class="tile" title={about}>
      <span class="tile-label">{label}</span>
      <span class="tile-value">{value}</span>
      <span class="tile-foot">{course ? <Sparkline values={course} /> : children}</span>
    </div>
  );
}

/** How many operations were given up in the shown time: no failures, and no successes. */
const ABORTED: Question<ChartAnswer> = {
  ...chartQuestion('metric', ['model_id', 'operation_type', 'labels'], {
    metric: ['operation_failure_seconds'],
    status: 'aborted',
    aggregation: 'count',
  }),
  leastSeconds: 10,
};

function useAborted(isThere: boolean): number | undefined {
  const { answer } = useFeed(ABORTED, isThere);
  const chart = answer?.chart as LineChart | undefined;
  if (chart === undefined) return undefined;
  const [values = []] = chart.lines.map((line) => line.values);
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** The lines of a chart of the shown time, by label. */
function useCourses(picture: 'percentiles' | 'throughput', isThere: boolean): Courses {
  const { answer } = useFeed(questionOf(PICTURES[picture]), isThere);
  const chart = answer?.chart as LineChart | undefined;
  return new Map(chart?.lines?.filter(({ isFaint }) => !isFaint).map(({ label, values }) => [label, values]));
}
