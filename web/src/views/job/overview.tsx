import { useMemo } from 'preact/hooks';
import { Ago, Facts, Moment, Nothing, Short } from '../../parts/bits.tsx';
import { Suspended } from '../../parts/suspended.tsx';
import { block, line } from '../../show/inert.ts';
import { counted, formatBytes, formatNumber, formatRate, formatSeconds } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import { stageWords } from '../../show/words.ts';
import { hashOf } from '../../state/route.ts';
import { Lanes } from './lanes.tsx';
import type { Job, LiveJob, Timeline } from './live-job.ts';
import { Pace } from './pace.ts';
import { Ribbon } from './ribbon.tsx';
import { StageClocks } from './stage-clocks.tsx';

/** The fragments of the job on their way from the splitter to the merge frontier, and whose turn it is. */
export function OverviewPart({ live, job }: { readonly live: LiveJob; readonly job: Job }) {
  const timeline = live.timeline.value;
  const pace = useMemo(() => new Pace(), [live]);
  if (timeline !== null) pace.note(timeline);
  return (
    <>
      <FailureLine job={job} />
      {job.waitsFor !== null && (
        <p class="note wait" role="status">
          {job.position !== null && `Number ${formatNumber(job.position)} in the queue. `}
          {block(job.waitsFor)}
        </p>
      )}
      {job.warnings.map((warning) => (
        <p key={warning} class="note warn">
          {block(warning)}
        </p>
      ))}
      {timeline === null ? (
        <Nothing>Nothing is known of its fragments yet.</Nothing>
      ) : (
        <>
          <p class="headline">{headline(job, timeline, pace)}</p>
          <Ribbon timeline={timeline} />
          <StageClocks stages={timeline.stages} live={timeline.live} />
          {timeline.lanes.length > 0 && <Lanes lanes={timeline.lanes} />}
        </>
      )}
      <Suspended load={() => import('./charts.tsx').then(({ Charts }) => Charts)} props={{ job }} />
      <JobFacts job={job} />
    </>
  );
}

function FailureLine({ job: { id, failure } }: { readonly job: Job }) {
  if (failure === null) return null;
  const { code, message, stage, fragment, file, line: number } = failure;
  const place = file === null ? '' : `${file}${number === null ? '' : `:${number}`}, `;
  return (
    <div class="note bad">
      <p>
        <code>{code}</code> <strong>{block(message)}</strong>
      </p>
      <p>
        {line(place)}
        {stageWords[stage]}
        {fragment !== null && `, fragment ${formatNumber(fragment)}`}.{' '}
        <a href={hashOf(['jobs', id, 'why'])}>Why it failed</a>
      </p>
    </div>
  );
}

/** How far it is, as the command line says it. */
function headline({ counts }: Job, { newest, frontier, exhausted, live, now }: Timeline, pace: Pace): string {
  const merged = now?.merged ?? counts.merged;
  const parts = exhausted
    ? [`merged ${formatNumber(merged)} of ${counted(newest, 'fragment')}`]
    : [`merged ${formatNumber(merged)}, ${counted(newest, 'fragment')} so far`];
  if (!live) return parts.join(', ');
  const rate = pace.perSecond;
  if (rate !== null) parts.push(`${formatRate(rate)} fragments/s`);
  if (now != null) parts.push(`${now.busy} of ${counted(now.workers ?? 0, 'worker')} busy`);
  if (exhausted && rate !== null && rate > 0 && newest > frontier)
    parts.push(`about ${formatSeconds((newest - frontier) / rate)} left`);
  return parts.join(', ');
}

function JobFacts({ job }: { readonly job: Job }) {
  const { peakMemory, options, bytes } = job;
  const peak = (value: number | null) => (value === null ? '–' : formatBytes(value));
  return (
    <section aria-label="About the job">
      <h2>About the job</h2>
      <Facts
        of={[
          ['Account', line(job.account)],
          [
            'Package',
            job.package === null ? (
              'none'
            ) : (
              <a key="package" href={hashOf(['stored', job.package])}>
                <Short text={job.package} />
              </a>
            ),
          ],
          ['Data', job.dataset === null ? 'none' : sized(line(job.dataset), job.content?.datasetBytes)],
          ...(job.content?.resultsBytes == null
            ? []
            : [['Results', formatBytes(job.content.resultsBytes)] as const]),
          ['Made', <Moment key="made" ms={job.createdAtMs} />],
          ['Began', <Moment key="began" ms={job.startedAtMs} />],
          ['Ended', <Moment key="ended" ms={job.endedAtMs} />],
          ['In', formatBytes(bytes.in)],
          ['Out', formatBytes(bytes.out)],
          ['Retried', formatNumber(job.counts.retried)],
          ['Left out', formatNumber(job.counts.skipped)],
          ['Workers', formatNumber(job.workers)],
          ...(job.machines === undefined
            ? []
            : [['Machines', <Machines key="machines" of={job.machines} />] as const]),
          ['Order', options.ordered ? 'in order' : 'as they come'],
          ['On error', options.onError === 'skip' ? 'leave the fragment out' : 'fail'],
          ['Peak memory, splitter', peak(peakMemory.splitter)],
          ['Peak memory, worker', peak(peakMemory.worker)],
          ['Peak memory, merger', peak(peakMemory.merger)],
          [
            'Processor time',
            job.costs === undefined || !hasEnded(job.state) ? '–' : formatSeconds(job.costs.cpuSeconds),
          ],
          ['On disk', formatBytes(job.storedBytes)],
          ['Of it kept results', formatBytes(job.cacheBytes)],
          ['Of it replay bundles', formatBytes(job.bundleBytes)],
          [
            'Goes',
            job.expiresAtMs == null ? (
              <span key="goes" class="dim">
                {hasEnded(job.state) ? 'never by itself' : 'not before it has ended'}
              </span>
            ) : (
              <Ago key="goes" ms={job.expiresAtMs} />
            ),
          ],
          ['Engine', job.engine === '' ? '–' : line(job.engine)],
        ]}
      />
      {job.params !== undefined && Object.keys(job.params).length > 0 && (
        <>
          <h3>Parameters</h3>
          <Facts
            of={Object.entries(job.params).map(([name, value]) => [line(name), line(JSON.stringify(value))])}
          />
        </>
      )}
    </section>
  );
}

function sized(name: string, bytes: number | null | undefined): string {
  return bytes == null ? name : `${name} (${formatBytes(bytes)})`;
}

/** Where its workers ran, and which machines were lost under them. */
function Machines({ of }: { readonly of: NonNullable<Job['machines']> }) {
  const texts = of.map(({ name, workers, lost }) => {
    const gone = lost === 0 ? '' : `, ${formatNumber(lost)} lost`;
    return `${name === null ? "the chief's" : line(name)} (${counted(workers, 'worker')}${gone})`;
  });
  return <>{texts.length === 0 ? '–' : texts.join('; ')}</>;
}
