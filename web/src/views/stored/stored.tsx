import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { type Loaded, useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Gauge, Heading, Moment, Nothing, Short } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Table } from '../../parts/table.tsx';
import { line } from '../../show/inert.ts';
import { formatBytes, formatNumber } from '../../show/quantities.ts';
import { hashOf } from '../../state/route.ts';

type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

const mostShown = 1000;

/** The packages and the data that the chief keeps for the account. */
export function StoredView() {
  const { client, me } = useApp();
  const query = { limit: mostShown };
  const packages = useLoaded((signal) => client.ask('get', '/api/v1/packages', { query, signal }), []);
  const datasets = useLoaded((signal) => client.ask('get', '/api/v1/datasets', { query, signal }), []);
  return (
    <>
      <Heading title="Packages and data" level={1} />
      {me.value !== null && <Gauge label="Quota" used={me.value.usedBytes} of={me.value.quotaBytes} />}
      <section aria-label="Packages">
        <Heading title="Packages" />
        <Packages loaded={packages} />
      </section>
      <section aria-label="Data">
        <Heading title="Data" />
        <Datasets loaded={datasets} />
      </section>
    </>
  );
}

function Packages({ loaded }: { readonly loaded: Loaded<Page<Schemas['Package']>> }) {
  const { client } = useApp();
  const { items = null, next = null } = loaded.value.value ?? {};
  if (items === null) return <ProblemNote problem={loaded.problem.value} />;
  if (items.length === 0) return <Nothing>None yet; a new job brings its package.</Nothing>;
  return (
    <>
      <Table
        label="Packages"
        rows={items}
        idOf={({ owner, digest }) => `${owner}${digest}`}
        columns={[
          {
            title: 'Name',
            head: true,
            cell: ({ digest, name }) => <a href={hashOf(['stored', digest])}>{line(name)}</a>,
          },
          { title: 'Digest', cell: ({ digest }) => <Short text={digest} /> },
          { title: 'Account', cell: ({ owner }) => line(owner) },
          { title: 'Files', align: 'end', cell: ({ files }) => formatNumber(files) },
          { title: 'Size', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
          { title: 'Added', cell: ({ addedAtMs }) => <Moment ms={addedAtMs} /> },
          {
            title: 'What can be done',
            untitled: true,
            cell: ({ digest, name }) => (
              <div class="row-actions">
                <a href={hashOf(['jobs'], { package: digest })}>its jobs</a>
                <a href={hashOf(['jobs', 'new'], { package: digest })}>run it</a>
                <Action
                  label={`Delete ${line(name)}`}
                  sure="The package will be deleted. Jobs that have ended stay."
                  act={async () => {
                    await client.ask('delete', '/api/v1/packages/{digest}', { path: { digest } });
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
      {next !== null && <p class="dim">The newest {mostShown} are shown.</p>}
    </>
  );
}

function Datasets({ loaded }: { readonly loaded: Loaded<Page<Schemas['Dataset']>> }) {
  const { client } = useApp();
  const { items = null, next = null } = loaded.value.value ?? {};
  if (items === null) return <ProblemNote problem={loaded.problem.value} />;
  if (items.length === 0) return <Nothing>None yet; a new job brings its data.</Nothing>;
  return (
    <>
      <Table
        label="Data"
        rows={items}
        idOf={({ id }) => id}
        columns={[
          { title: 'Name', head: true, cell: ({ name }) => line(name) },
          { title: 'Digest', cell: ({ digest }) => <Short text={digest} /> },
          { title: 'Account', cell: ({ owner }) => line(owner) },
          { title: 'Kind', cell: ({ folder }) => (folder ? 'folder' : 'file') },
          { title: 'Size', align: 'end', cell: ({ bytes }) => formatBytes(bytes) },
          { title: 'Made', cell: ({ createdAtMs }) => <Moment ms={createdAtMs} /> },
          {
            title: 'What can be done',
            untitled: true,
            cell: ({ id, name }) => (
              <div class="row-actions">
                <a href={hashOf(['jobs'], { dataset: id })}>its jobs</a>
                <Action
                  label={`Delete ${line(name)}`}
                  sure="The data will be deleted. Jobs that have ended stay, and cannot be run again without them."
                  act={async () => {
                    await client.ask('delete', '/api/v1/datasets/{id}', { path: { id } });
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
      {next !== null && <p class="dim">The newest {mostShown} are shown.</p>}
    </>
  );
}
