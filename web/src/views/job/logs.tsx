import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useApp } from '../../app/app.ts';
import { Action } from '../../parts/action.tsx';
import { Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveAnswer } from '../../parts/save.ts';
import { block } from '../../show/inert.ts';
import { counted } from '../../show/quantities.ts';
import { hasEnded } from '../../show/states.ts';
import { wholeTime } from '../../show/times.ts';
import { type LogLine, sourceOf } from '../../state/log-lines.ts';
import type { Job } from './live-job.ts';
import { LogFeed, type LogFilter } from './log-feed.ts';

const lineHeight = 18;
const linesAround = 30;
/** So long nothing was typed before a field counts. */
const typedMs = 300;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** What the code of a job printed: by role, worker and fragment, searched, followed, and all of it to download. */
export function LogsPart({ job }: { readonly job: Job }) {
  const { client } = useApp();
  const filter = useSignal<LogFilter>({ role: '', worker: '', fragment: '', text: '' });
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
        <label>
          Role{' '}
          <select
            value={filter.value.role}
            onChange={({ currentTarget }) => set({ role: currentTarget.value })}
          >
            <option value="">all</option>
            <option value="splitter">splitter</option>
            <option value="worker">worker</option>
            <option value="merger">merger</option>
          </select>
        </label>
        <Field label="Worker" digits onText={(worker) => set({ worker })} />
        <Field label="Fragment" digits onText={(fragment) => set({ fragment })} />
        <Field label="Search" onText={(text) => set({ text })} />
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
        <p class="note warn">Earlier lines are left out here; the download has all that was kept.</p>
      )}
      {lines.value.length === 0 ? (
        <Nothing>{loaded.value ? 'No line is like that.' : 'Asking for the lines …'}</Nothing>
      ) : (
        <LogLines lines={lines.value} following={following.value} onLeave={() => (following.value = false)} />
      )}
      <p class="dim">{counted(lines.value.length, 'line')}</p>
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
            <div key={first + index} class="log-line">
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

function Field({
  label,
  digits = false,
  onText,
}: {
  readonly label: string;
  readonly digits?: boolean;
  readonly onText: (text: string) => void;
}) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label>
      {label}{' '}
      <input
        type="search"
        class={digits ? 'digits' : ''}
        inputMode={digits ? 'numeric' : 'text'}
        maxLength={digits ? 15 : 200}
        spellcheck={false}
        onInput={({ currentTarget }) => {
          clearTimeout(timer.current);
          const text = digits ? currentTarget.value.replace(/\D/g, '') : currentTarget.value;
          timer.current = setTimeout(() => onText(text), typedMs);
        }}
      />
    </label>
  );
}
