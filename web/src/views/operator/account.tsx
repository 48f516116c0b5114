import { useSignal } from '@preact/signals';
import { allPages } from '../../api/all-pages.ts';
import type { Schemas } from '../../api/client.ts';
import { useApp } from '../../app/app.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { Action } from '../../parts/action.tsx';
import { Ago, Facts, Heading, Moment, Nothing } from '../../parts/bits.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { block, line } from '../../show/inert.ts';
import { formatBytes, formatNumber } from '../../show/quantities.ts';
import { usageWord } from '../../show/words.ts';
import { hashOf } from '../../state/route.ts';
import { Tokens } from '../tokens.tsx';
import { AccountSettings } from './account-settings.tsx';
import { AuditTrail } from './audit-trail.tsx';
import { BlockPart } from './block-part.tsx';
import { NewToken } from './new-token.tsx';
import { StopJobs } from './stop-jobs.tsx';

const everyMs = 5000;

/** One account: what it has, who may act for it, and what an operator can do about it. */
export function AccountView({ name }: { readonly name: string }) {
  const { client } = useApp();
  const made = useSignal(0);
  const { value, problem, reload } = useLoaded(
    (signal) => client.ask('get', '/api/v1/accounts/{name}', { path: { name }, signal }),
    [name],
    everyMs,
  );
  const account = value.value?.account;
  if (account === undefined)
    return (
      <>
        <h1>Account {line(name)}</h1>
        <ProblemNote problem={problem.value} />
      </>
    );
  return (
    <>
      <Heading title={line(name)} level={1}>
        {account.admin && <span class="dim">operator</span>}
        {account.blocked !== null && <span class="state bad">blocked</span>}
        <a class="button" href={hashOf(['jobs'], { account: name })}>
          Its jobs
        </a>
      </Heading>
      <ProblemNote problem={problem.value} />
      <section aria-label="Block">
        <BlockPart account={account} onChanged={reload} />
        <StopJobs account={name} />
      </section>
      <section aria-label="What it has">
        <Heading title="What it has" />
        <Facts
          of={[
            ['Made', <Moment key="made" ms={account.createdAtMs} />],
            ...Object.entries(account.usage).map(
              ([kind, bytes]) => [usageWord(kind), formatBytes(bytes)] as const,
            ),
          ]}
        />
      </section>
      <Strikes name={name} count={account.strikes} />
      <AccountSettings account={account} onChanged={reload} />
      <Tokens
        key={made.value}
        of={name}
        list={(signal) => client.ask('get', '/api/v1/tokens', { query: { account: name }, signal })}
        revoke={(id) => client.ask('delete', '/api/v1/tokens/{id}', { path: { id } })}
      />
      <NewToken account={name} onMade={() => (made.value += 1)} />
      <AuditTrail account={name} />
      {!account.admin && <Deletion account={account} />}
    </>
  );
}

function Strikes({ name, count }: { readonly name: string; readonly count: number }) {
  const { client } = useApp();
  const { value, problem } = useLoaded(
    (signal) =>
      allPages((query) =>
        client.ask('get', '/api/v1/accounts/{name}/strikes', { path: { name }, query, signal }),
      ),
    [name, count],
  );
  const items = value.value ?? [];
  return (
    <section aria-label="Strikes">
      <Heading title="Strikes">
        <span class="dim">{formatNumber(count)} that count</span>
      </Heading>
      <ProblemNote problem={problem.value} />
      {items.length === 0 && <Nothing>None.</Nothing>}
      <ul class="lines">
        {items.map(({ reason, job, atMs, forgiven }) => (
          <li key={`${atMs}${reason}`} class={forgiven ? 'dim' : ''}>
            <Ago ms={atMs} /> {block(reason)}{' '}
            {job !== null && <a href={hashOf(['jobs', job])}>{line(job)}</a>}
            {forgiven && ' (forgiven)'}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Deletion({ account: { name } }: { readonly account: Schemas['AccountInUse'] }) {
  const { client } = useApp();
  return (
    <section aria-label="Delete">
      <Action
        kind="danger"
        sure={`The account ${name} will be deleted with all that it has; its jobs are cancelled first. That cannot be undone.`}
        act={async () => {
          await client.ask('delete', '/api/v1/accounts/{name}', { path: { name } });
          location.hash = hashOf(['accounts']);
        }}
      >
        Delete the account
      </Action>
    </section>
  );
}
