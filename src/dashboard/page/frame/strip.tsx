/** What happens now, in one row: a tile for what there is, none for what was never recorded. */
import type { ComponentChildren } from 'preact';
import type { LineChart } from '../../../chart/looks.ts';
import { visible } from '../../../chart/looks.ts';
import type { Category, Now } from '../../../client/index.ts';
import { PICTURES, questionOf } from '../catalogue/pictures.ts';
import { now } from '../data/live.ts';
import { Sparkline } from '../elements/sparkline.tsx';
import { figure } from '../painters/readout.ts';
import { useFeed } from '../parts/use-feed.ts';

type Courses = ReadonlyMap<string, readonly (number | null)[]>;

export function Strip() {
  const answer = now.value;
  const hasInference = answer?.categories.includes('inference') ?? false;
  const latency = useCourses('percentiles', hasInference);
  const throughput = useCourses('throughput', hasInference);
  return (
    <section class="strip" aria-label="Now">
      {answer ? tilesOf(answer, latency, throughput) : SKELETON}
    </section>
  );
}

const SKELETON = ['in flight', 'per second', 'p50', 'p95', 'p99', 'errors'].map((label) => (
  <Tile key={label} label={label} value=" " />
));

function tilesOf(answer: Now, latency: Courses, throughput: Courses) {
  const { latency: now, training, workers, categories } = answer;
  const has = (category: Category) => categories.includes(category);
  const [rate] = throughput.values();
  return (
    <>
      <Tile label="in flight" value={figure(answer.in_flight, 'count')} />
      {has('inference') && (
        <>
          <Tile label="per second" value={figure(answer.per_second, 'per_second')} course={rate ?? []} />
          <Tile label="p50" value={figure(now.p50, 'seconds')} course={latency.get('p50') ?? []} />
          <Tile label="p95" value={figure(now.p95, 'seconds')} course={latency.get('p95') ?? []} />
          <Tile label="p99" value={figure(now.p99, 'seconds')} course={latency.get('p99') ?? []} />
        </>
      )}
      <Tile label="errors" value={figure(answer.error_ratio, 'ratio')} />
      {answer.tokens_per_second !== null && (
        <Tile label="tokens" value={figure(answer.tokens_per_second, 'per_second')} />
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

interface TileProps {
  readonly label: string;
  readonly value: string;
  readonly course?: readonly (number | null)[];
  readonly children?: ComponentChildren;
}

function Tile({ label, value, course, children }: TileProps) {
  return (
    <div class="tile">
      <span class="tile-label" title={label}>
        {label}
      </span>
      <span class="tile-value">{value}</span>
      <span class="tile-foot">{course ? <Sparkline values={course} /> : children}</span>
    </div>
  );
}

/** The lines of a chart of the shown time, by label. */
function useCourses(picture: 'percentiles' | 'throughput', isThere: boolean): Courses {
  const { answer } = useFeed(questionOf(PICTURES[picture]), isThere);
  const chart = answer?.chart as LineChart | undefined;
  return new Map(chart?.lines?.filter(({ isFaint }) => !isFaint).map(({ label, values }) => [label, values]));
}
