import type { ComponentChildren } from 'preact';
import { useApp } from '../app/app.ts';
import { line } from '../show/inert.ts';
import { formatBytes, shareOf } from '../show/quantities.ts';
import { stateLooks } from '../show/states.ts';
import { ago, shortTime, wholeTime } from '../show/times.ts';
import type { JobState } from '../state/job-rows.ts';

/** A state with its sign and colour. */
export function StateBadge({ state }: { readonly state: JobState }) {
  const { sign, tone, meaning } = stateLooks[state];
  return (
    <span class={`state ${tone}`} title={meaning}>
      <span aria-hidden="true">{sign}</span> {state}
    </span>
  );
}

/** A moment, short, with all of it on pointing at it. */
export function Moment({ ms }: { readonly ms: number | null }) {
  const { now } = useApp();
  if (ms === null) return <span class="dim">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={wholeTime(ms)}>
      {shortTime(ms, now.value)}
    </time>
  );
}

/** How long ago it was, with the moment on pointing at it. */
export function Ago({ ms }: { readonly ms: number | null }) {
  const { now } = useApp();
  if (ms === null) return <span class="dim">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={wholeTime(ms)}>
      {ago(ms, now.value)}
    </time>
  );
}

/** A digest or id, cut to what is told apart by; all of it on pointing at it. */
export function Short({ text, length = 12 }: { readonly text: string; readonly length?: number }) {
  const plain = text.replace(/^sha256:/, '');
  return (
    <code title={line(text)}>
      {line(plain.slice(0, length))}
      {plain.length > length ? '…' : ''}
    </code>
  );
}

/** How much of something is used, as a bar with words. */
export function Gauge({
  label,
  used,
  of,
  text,
  mayBeFull = false,
}: {
  readonly label: string;
  readonly used: number;
  readonly of: number;
  readonly text?: string;
  /** That it is full is no trouble. */
  readonly mayBeFull?: boolean;
}) {
  const share = shareOf(used, of);
  return (
    <div class="gauge">
      <span class="gauge-label">{label}</span>
      <progress aria-label={label} class={share > 0.9 && !mayBeFull ? 'full' : ''} max={1} value={share} />
      <span class="gauge-text">{text ?? `${formatBytes(used)} of ${formatBytes(of)}`}</span>
    </div>
  );
}

/** Names with values, as a list of definitions. */
export function Facts({
  of,
}: {
  readonly of: readonly (readonly [name: string, value: ComponentChildren])[];
}) {
  return (
    <dl class="facts">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is said where there is nothing to show. */
export function Nothing({ children }: { readonly children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}

/** A heading with what belongs beside it. */
export function Heading({
  title,
  level = 2,
  children,
}: {
  readonly title: ComponentChildren;
  readonly level?: 1 | 2 | 3;
  readonly children?: ComponentChildren;
}) {
  const Title = `h${level}` as const;
  return (
    <div class="heading">
      <Title>{title}</Title>
      {children}
    </div>
  );
}
