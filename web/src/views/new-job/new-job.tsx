import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { Sent } from '../../api/send-in-parts.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Heading } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { draftFile } from '../../state/package-draft.ts';
import { hashOf } from '../../state/route.ts';
import { HoldsNow } from '../holds.tsx';
import { TrialOf } from '../job/trial.tsx';
import { DataChoice, type DataWanted } from './data-choice.tsx';
import { OptionFields } from './option-fields.tsx';
import { emptyOptions, type GivenOptions, optionsBody, optionsOf } from './options.ts';
import { PackageEditor } from './package-editor.tsx';
import { PackageWork } from './package-work.ts';
import { ParamFields } from './param-fields.tsx';
import { SendingBar } from './sending-bar.tsx';
import { Templates } from './templates.tsx';

/** As `butcher test` has it. */
const testedFragments = 3;

/** A job from its package, its data and its options; or one that there was, with something changed. */
export function NewJobView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const { client, said } = useApp();
  const work = useMemo(() => new PackageWork(client), []);
  /** Digest of a package that is there; null: the one in the editor. */
  const kept = useSignal<string | null>(query.package ?? null);
  const data = useSignal<DataWanted>(
    query.dataset === undefined ? { kind: 'none' } : { kind: 'kept', id: query.dataset },
  );
  const options = useSignal<GivenOptions>(emptyOptions);
  const params = useSignal<Readonly<Record<string, string>>>({});
  const name = useSignal('');
  const busy = useSignal<string | null>(null);
  const problem = useSignal<Problem | null>(null);
  /** How far the data are that are sent just now. */
  const sent = useSignal<Sent | null>(null);
  const stop = useRef(new AbortController());
  const note = useSignal('');
  const isShown = useRef(true);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );
  const isSending = sent.value !== null;
  useEffect(() => {
    if (!isSending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isSending]);
  /** Id of the latest test of the first fragments. */
  const tested = useSignal<string | null>(null);
  const from = query.from;
  useEffect(() => {
    if (from === undefined) return;
    client.ask('get', '/api/v1/jobs/{id}', { path: { id: from } }).then(
      ({ job }) => {
        kept.value = job.package;
        name.value = job.name;
        data.value = job.datasetId === null ? { kind: 'none' } : { kind: 'kept', id: job.datasetId };
        options.value = optionsOf(job.options);
        params.value = Object.fromEntries(
          Object.entries(job.params ?? {}).map(([key, value]) => [key, asText(value)]),
        );
      },
      (error: unknown) => {
        problem.value = asProblem(error);
      },
    );
  }, [from]);
  const found = useLoaded(
    async (signal) =>
      kept.value === null
        ? null
        : (await client.ask('get', '/api/v1/packages/{digest}', { path: { digest: kept.value }, signal }))
            .package,
    [kept.value],
  ).value.value;
  const manifest = kept.value === null ? work.checked.value?.package?.manifest : found?.manifest;
  const refused = kept.value === null && work.checked.value?.report.refused === true;
  const ready = kept.value !== null || !work.isEmpty;
  const run = async (firstFragments: number | null) => {
    problem.value = null;
    tested.value = null;
    note.value = '';
    stop.current = new AbortController();
    try {
      busy.value = 'Sending the package …';
      const digest = kept.value ?? (await work.upload()).digest;
      busy.value = 'Sending the data …';
      const dataset = await keptDataset(data.value);
      busy.value = 'Submitting …';
      const body = {
        package: digest,
        dataset,
        ...(name.value.trim() === '' ? {} : { name: name.value.trim() }),
        options: {
          ...optionsBody(options.value, manifest?.params, params.value),
          // All of them are to be seen, whatever becomes of one.
          ...(firstFragments === null ? {} : { firstFragments, onError: 'skip' as const }),
        },
      };
      const { job } = await client.ask('post', '/api/v1/jobs', { body });
      said.value = firstFragments === null ? 'The job is in the queue.' : 'The test is in the queue.';
      if (firstFragments !== null) {
        tested.value = job.id;
        return;
      }
      // Who went elsewhere while the data were sent stays there.
      if (isShown.current) location.hash = hashOf(['jobs', job.id]);
    } catch (error) {
      if (stop.current.signal.aborted)
        note.value = 'Stopped. What has arrived stays for a time: Run goes on from there.';
      else problem.value = asProblem(error);
    } finally {
      busy.value = null;
      sent.value = null;
    }
  };
  const keptDataset = async (wanted: DataWanted): Promise<string | null> => {
    if (wanted.kind === 'none') return null;
    if (wanted.kind === 'kept') return wanted.id;
    const dataset = await wanted.send(client, {
      signal: stop.current.signal,
      onSent: (now) => (sent.value = now),
    });
    sent.value = null;
    data.value = { kind: 'kept', id: dataset.id };
    return dataset.id;
  };
  return (
    <form
      class="new-job"
      onSubmit={(event) => {
        event.preventDefault();
        void run(null);
      }}
    >
      <Heading title="New job" level={1} />
      <HoldsNow />
      <section aria-label="Package">
        <Heading title="1 Package">
          {kept.value === null && (
            <Templates onTake={(title, files) => work.take(title, files.map(asDraft))} />
          )}
        </Heading>
        {kept.value === null ? (
          <>
            <KeptPackages onChoose={(digest) => (kept.value = digest)} />
            <PackageEditor work={work} />
          </>
        ) : (
          <p>
            <a href={hashOf(['stored', kept.value])}>{found?.name ?? kept.value.slice(0, 19)}</a>, which the
            chief has.{' '}
            <button type="button" onClick={() => (kept.value = null)}>
              Take another
            </button>
          </p>
        )}
      </section>
      <section aria-label="Data">
        <Heading title="2 Data" />
        <DataChoice wanted={data.value} isSending={isSending} onWant={(wanted) => (data.value = wanted)} />
      </section>
      {manifest?.params != null && (
        <section aria-label="Parameters">
          <Heading title="Parameters" />
          <ParamFields
            declared={manifest.params}
            values={params.value}
            onChange={(key, text) => (params.value = { ...params.value, [key]: text })}
          />
        </section>
      )}
      <section aria-label="Options">
        <Heading title="3 Options" />
        <label class="field">
          <span>Name of the job</span>
          <input
            value={name.value}
            maxLength={63}
            placeholder="as the package"
            onInput={({ currentTarget }) => (name.value = currentTarget.value)}
          />
        </label>
        <OptionFields options={options.value} onChange={(next) => (options.value = next)} />
      </section>
      <ProblemNote problem={problem.value} />
      {sent.value !== null && <SendingBar sent={sent.value} onStop={() => stop.current.abort()} />}
      {note.value !== '' && <p role="status">{note.value}</p>}
      <div class="buttons run-bar">
        <button type="submit" class="main" disabled={!ready || refused || busy.value !== null}>
          {busy.value ?? 'Run'}
        </button>
        <button
          type="button"
          disabled={!ready || refused || busy.value !== null}
          onClick={() => void run(testedFragments)}
        >
          Test the first {testedFragments} fragments
        </button>
        {refused && <span class="dim">The package is refused; the findings say what to change.</span>}
        {!ready && <span class="dim">There is no package yet.</span>}
        {ready && !refused && data.value.kind === 'none' && (
          <span class="dim">No data are chosen: the splitter gets an empty folder.</span>
        )}
      </div>
      {tested.value !== null && <TrialOf key={tested.value} id={tested.value} />}
    </form>
  );
}

function KeptPackages({ onChoose }: { readonly onChoose: (digest: string) => void }) {
  const { client } = useApp();
  const { value } = useLoaded(
    (signal) => client.ask('get', '/api/v1/packages', { query: { limit: 100 }, signal }),
    [],
  );
  const items = value.value?.items ?? [];
  if (items.length === 0) return null;
  return (
    <label class="field">
      <span>One that the chief has</span>
      <select
        value=""
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') onChoose(currentTarget.value);
        }}
      >
        <option value="">none: the one below</option>
        {items.map(({ digest, name }: Schemas['Package']) => (
          <option key={digest} value={digest}>
            {name} ({digest.slice(7, 15)})
          </option>
        ))}
      </select>
    </label>
  );
}

function asDraft({ path, text }: { readonly path: string; readonly text: string }) {
  return draftFile(path, new TextEncoder().encode(text));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
