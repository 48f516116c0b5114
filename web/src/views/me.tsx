import { useApp } from '../app/app.ts';
import { Ago, Facts, Gauge, Heading, Moment, Nothing } from '../parts/bits.tsx';
import { block, line } from '../show/inert.ts';
import { counted, formatBytes } from '../show/quantities.ts';
import { usageWord } from '../show/words.ts';
import { Tokens } from './tokens.tsx';
import { Webhook } from './webhook.tsx';

/** Who one is to this chief: what one has there, what counts against one, and the token in use. */
export function MeView() {
  const { client, me } = useApp();
  if (me.value === null) return <Nothing>Asking the chief …</Nothing>;
  const { account, quotaBytes, usedBytes, usage, strikes, strikesToBlock, token } = me.value;
  const held = strikes.filter(({ forgiven }) => !forgiven);
  return (
    <>
      <Heading title={line(account.name)} level={1}>
        <span class="dim">{account.admin ? 'operator' : 'author'}</span>
      </Heading>
      <section aria-label="Space">
        <Heading title="Space" />
        <Gauge label="Quota" used={usedBytes} of={quotaBytes} />
        <Facts of={Object.entries(usage).map(([kind, bytes]) => [usageWord(kind), formatBytes(bytes)])} />
      </section>
      <section aria-label="Token">
        <Heading title="This token" />
        <Facts
          of={[
            ['Id', <code key="id">{token.id}</code>],
            ['For', token.label === '' ? '–' : line(token.label)],
            ['May', token.scopes.join(', ')],
            ['Made', <Moment key="made" ms={token.createdAtMs} />],
            ['Ends', token.expiresAtMs === null ? 'never' : <Moment key="ends" ms={token.expiresAtMs} />],
          ]}
        />
      </section>
      <Webhook />
      <Tokens
        of={account.name}
        own={token.id}
        list={(signal) => client.ask('get', '/api/v1/me/tokens', { signal })}
        revoke={(id) => client.ask('delete', '/api/v1/me/tokens/{id}', { path: { id } })}
      />
      <section aria-label="Strikes">
        <Heading title="Strikes">
          <span class="dim">
            {counted(held.length, 'strike')}; at {strikesToBlock} the account is blocked
          </span>
        </Heading>
        {strikes.length === 0 && <Nothing>None.</Nothing>}
        <ul class="lines">
          {strikes.map(({ reason, job, atMs, forgiven }) => (
            <li key={`${atMs}${reason}`} class={forgiven ? 'dim' : ''}>
              <Ago ms={atMs} /> {block(reason)} {job !== null && <code>{line(job)}</code>}
              {forgiven && ' (forgiven)'}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
