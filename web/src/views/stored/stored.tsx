import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Gauge, Heading } from '../../parts/bits.tsx';
import { line } from '../../show/inert.ts';
import { formatNumber } from '../../show/quantities.ts';
import { hashOf } from '../../state/route.ts';
import { KeptTable } from './kept-table.tsx';

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
        <KeptTable
          label="Packages"
          loaded={packages}
          idOf={({ owner, digest }) => `${owner}${digest}`}
          nameOf={({ digest, name }) => <a href={hashOf(['stored', digest])}>{line(name)}</a>}
          own={{ title: 'Files', align: 'end', cell: ({ files }) => formatNumber(files) }}
          cameAt={({ addedAtMs }) => addedAtMs}
          jobsOf={({ digest }) => ({ package: digest })}
          more={({ digest }) => <a href={hashOf(['jobs', 'new'], { package: digest })}>run it</a>}
          sure="The package will be deleted. Jobs that have ended stay."
          remove={({ digest }) => client.ask('delete', '/api/v1/packages/{digest}', { path: { digest } })}
        />
      </section>
      <section aria-label="Data">
        <Heading title="Data" />
        <KeptTable
          label="Data"
          loaded={datasets}
          idOf={({ id }) => id}
          nameOf={({ name }) => line(name)}
          own={{ title: 'Kind', cell: ({ folder }) => (folder ? 'folder' : 'file') }}
          cameAt={({ createdAtMs }) => createdAtMs}
          jobsOf={({ id }) => ({ dataset: id })}
          more={({ id }) => <a href={hashOf(['jobs', 'new'], { dataset: id })}>use them</a>}
          sure="The data will be deleted. Jobs that have ended stay, and cannot be run again without them."
          remove={({ id }) => client.ask('delete', '/api/v1/datasets/{id}', { path: { id } })}
        />
      </section>
    </>
  );
}
