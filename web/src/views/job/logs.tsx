import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveAnswer } from '../../parts/save.ts';
import { Typed } from '../../parts/typed.tsx';
import { block } from '../../show/inert.ts';
import { counted } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import { wholeTime } from '../../show/times.ts';
import { isCut, type LogLine, sourceOf } from '../../state/log-lines.ts';
import type { Job } from './live-job.ts';
import { everyLine, LogFeed, type LogFilter } from './log-feed.ts';

const lineHeight = 18;
const linesAround = 30;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** What the code of a job printed: filtered, searched, followed, and all of it to download. */
export function LogsPart({ job }: { readonly job: Job }) {
  const { client } = useApp();
  const filter = useSignal<LogFilter>(everyLine);
  const following = useSignal(true);
  const feed = useMemo(() => new LogFeed(client, job.id), [job.id]);
  const { lines, problem, cut, loaded } = feed;
  useEffect(() => feed.show(filter.value, !hasEnded(job.state)), [filter.value, hasEnded(job.state)]);
  const set = (change: Partial<LogFilter>) => {
    filter.value = { ...filter.value, ...change };
  };
  return (
    <section aria-label="Logs">
      <search class="filters">
        <Choice
          label="Role"
          of={['splitter', 'worker', 'merger']}
          onChoose={(role) => set({ role: role as LogFilter['role'] })}
        />
        <Typed label="Worker" digits onTyped={(worker) => set({ worker })} />
        <Typed label="Fragment" digits onTyped={(fragment) => set({ fragment })} />
        <Choice
          label="Stream"
          of={['stdout', 'stderr']}
          onChoose={(stream) => set({ stream: stream as LogFilter['stream'] })}
        />
        <Moment label="From" onMoment={(sinceMs) => set({ sinceMs })} />
        <Moment label="Until" onMoment={(untilMs) => set({ untilMs })} />
        <Typed label="Search" most={200} onTyped={(text) => set({ text })} />
        <label>
          <input
            type="checkbox"
            checked={following.value}
            onChange={({ currentTarget }) => (following.value = currentTarget.checked)}
          />{' '}
          Follow
        </label>
        <Action
          act={async () => {
            const answer = await client.open('get', '/api/v1/jobs/{id}/logs', { path: { id: job.id } });
            await saveAnswer(answer, `${job.id}.log.ndjson`);
          }}
        >
          Download all
        </Action>
      </search>
      <ProblemNote problem={problem.value} />
      {cut.value && (
        <p class="note warn">
          Earlier lines are left out here; the filters reach them, and the download has all that was kept.
        </p>
      )}
      {lines.value.length === 0 ? (
        <Nothing>{loaded.value ? 'No line is like that.' : 'Asking for the lines …'}</Nothing>
      ) : (
        <LogLines lines={lines.value} following={following.value} onLeave={() => (following.value = false)} />
      )}
      <p class="dim">
        {counted(lines.value.length, 'line')}
        {lines.value.some(isCut) && '; where a container printed more than is kept, a line says so'}
      </p>
    </section>
  );
}

/** The lines in view of however many. */
function LogLines({
  lines,
  following,
  onLeave,
}: {
  readonly lines: readonly LogLine[];
  readonly following: boolean;
  readonly onLeave: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const range = useComputed(() => ({
    first: Math.max(0, Math.floor(top.value / lineHeight) - linesAround),
    last: Math.ceil((top.value + height.value) / lineHeight) + linesAround,
  }));
  useLayoutEffect(() => {
    const element = frame.current!;
    height.value = element.clientHeight;
    if (following) element.scrollTop = element.scrollHeight;
  }, [lines, following]);
  const { first, last } = range.value;
  return (
    <div
      ref={frame}
      class="log"
      role="log"
      aria-label="Lines"
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget: element }) => {
        const up = element.scrollTop < top.value;
        top.value = element.scrollTop;
        if (up && element.scrollTop + element.clientHeight < element.scrollHeight - 2 * lineHeight) onLeave();
      }}
    >
      <div style={{ height: `${lines.length * lineHeight}px` }}>
        <div style={{ transform: `translateY(${first * lineHeight}px)` }}>
          {lines.slice(first, last).map((told, index) => (
            <div key={first + index} class={lineClass(told)}>
              <span class="log-time" title={told.atMs == null ? '' : wholeTime(told.atMs)}>
                {told.atMs == null ? '' : clock.format(told.atMs)}
              </span>
              <span class="log-source">{sourceOf(told)}</span>
              <span class="log-text">{block(told.text).replace(/\n$/, '')}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function lineClass(told: LogLine): string {
  if (isCut(told)) return 'log-line cut';
  return told.stream === 'stderr' ? 'log-line stderr' : 'log-line';
}

function Choice({
  label,
  of,
  onChoose,
}: {
  readonly label: string;
  readonly of: readonly string[];
  readonly onChoose: (choice: string) => void;
}) {
  return (
    <label>
      {label}{' '}
      <select onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        <option value="">all</option>
        {of.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A time of this machine, to the second; null where none is chosen. */
function Moment({
  label,
  onMoment,
}: {
  readonly label: string;
  readonly onMoment: (ms: number | null) => void;
}) {
  return (
    <label>
      {label}{' '}
      <input
        type="datetime-local"
        step={1}
        onChange={({ currentTarget: { value } }) => {
          const ms = new Date(value).getTime();
          onMoment(Number.isFinite(ms) ? ms : null);
        }}
      />
    </label>
  );
}
