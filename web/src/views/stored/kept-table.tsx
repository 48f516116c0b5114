import type { ComponentChildren } from 'preact';
import type { Schemas } from '../../api/client.ts';
import { isOperator, useApp } from '../../app/app.ts';
import type { Loaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Ago, Moment, Nothing, Short } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Table, type TableColumn } from '../../parts/table.tsx';
import { line } from '../../show/inert.ts';
import { counted, formatBytes, formatNumber } from '../../show/quantities.ts';
import { hashOf } from '../../state/route.ts';

export type Kept = Schemas['Package'] | Schemas['Dataset'];

interface KeptTableProps<Item extends Kept> {
  readonly label: string;
  readonly loaded: Loaded<{ readonly items: readonly Item[]; readonly next: string | null }>;
  readonly idOf: (item: Item) => string;
  readonly nameOf: (item: Item) => ComponentChildren;
  /** What only this kind has. */
  readonly own: TableColumn<Item>;
  readonly cameAt: (item: Item) => number;
  /** Those of its jobs in the list of all. */
  readonly jobsOf: (item: Item) => Readonly<Record<string, string>>;
  readonly more?: (item: Item) => ComponentChildren;
  /** Asked before it is deleted. */
  readonly sure: string;
  readonly remove: (item: Item) => Promise<unknown>;
}

/** The API counts no more jobs than these. */
const mostCountedJobs = 1000;

/** What the chief keeps of one kind: how large it is, what uses it, and until when it stays. */
export function KeptTable<Item extends Kept>({
  label,
  loaded,
  idOf,
  nameOf,
  own,
  cameAt,
  jobsOf,
  more,
  sure,
  remove,
}: KeptTableProps<Item>) {
  const { me } = useApp();
  const { items = null, next = null } = loaded.value.value ?? {};
  if (items === null) return <ProblemNote problem={loaded.problem.value} />;
  if (items.length === 0)
    return <Nothing>None yet; a new job brings its {label === 'Data' ? 'data' : 'package'}.</Nothing>;
  const owner = { title: 'Account', cell: ({ owner: name }: Item) => line(name) };
  return (
    <>
      <Table
        label={label}
        rows={items}
        idOf={idOf}
        columns={[
          { title: 'Name', head: true, cell: nameOf },
          { title: 'Digest', cell: ({ digest }) => <Short text={digest} /> },
          ...(isOperator(me.value) ? [owner] : []),
          own,
          { title: 'Size', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
          { title: 'Came', cell: (item) => <Moment ms={cameAt(item)} /> },
          { title: 'Last used', cell: (item) => <LastUsed item={item} cameAt={cameAt(item)} /> },
          {
            title: 'Used by',
            cell: (item) => <UsedBy item={item} address={hashOf(['jobs'], jobsOf(item))} />,
          },
          { title: 'Goes', cell: (item) => <Expiry item={item} /> },
          {
            title: 'What can be done',
            untitled: true,
            cell: (item) => (
              <div class="row-actions">
                {more?.(item)}
                <Action
                  label={`Delete ${line(item.name)}`}
                  sure={sure}
                  act={async () => {
                    await remove(item);
                    loaded.reload();
                  }}
                >
                  Delete
                </Action>
              </div>
            ),
          },
        ]}
      />
      {next !== null && <p class="dim">The newest {formatNumber(items.length)} are shown.</p>}
    </>
  );
}

/** When a job was last made of it. */
export function LastUsed({ item, cameAt }: { readonly item: Kept; readonly cameAt: number }) {
  const { lastUsedAtMs = null } = item;
  if (lastUsedAtMs === null) return <span class="dim">–</span>;
  return lastUsedAtMs <= cameAt && item.jobs === 0 ? (
    <span class="dim">never</span>
  ) : (
    <Ago ms={lastUsedAtMs} />
  );
}

/** How many jobs are of it, with the way to them. */
export function UsedBy({ item: { jobs }, address }: { readonly item: Kept; readonly address: string }) {
  if (jobs === undefined) return <a href={address}>its jobs</a>;
  if (jobs === 0) return <span class="dim">no job</span>;
  const text = counted(jobs, 'job');
  return <a href={address}>{jobs >= mostCountedJobs ? `${text} or more` : text}</a>;
}

/** When it goes by itself. */
export function Expiry({ item: { expiresAtMs, jobs } }: { readonly item: Kept }) {
  if (expiresAtMs == null) return <span class="dim">never by itself</span>;
  if (jobs !== undefined && jobs > 0) return <span class="dim">not while it is used</span>;
  return <Ago ms={expiresAtMs} />;
}
