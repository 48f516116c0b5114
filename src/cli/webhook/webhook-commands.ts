import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';
import type { RemoteDelivery } from '../remote/client/answer-shapes.ts';
import { pause } from '../remote/client/pause.ts';
import { withChief } from '../remote/with-chief.ts';

const path = '/me/webhook';
const mostListed = 20;
const lookEveryMs = 250;
/** A chief looks each second, and waits for a receiver for 15. */
const mostTestMs = 30_000;

/** Prints the secret alone on stdout, where it is new. */
export async function setWebhook(url: string, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { webhook, secret } = await client.ask('webhookSecret', 'PUT', path, { json: { url } });
    io.stderr.write(`the account is told at ${inertLine(webhook.url)}\n`);
    if (secret === null) io.stderr.write('the secret is the one from before\n');
    else io.stdout.write(`${inertLine(secret)}\n`);
    return 0;
  });
}

export async function showWebhook(io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { url, setAtMs, oldSecretEndsAtMs } = (await client.ask('webhook', 'GET', path)).webhook;
    io.stdout.write(`${inertLine(url)}  since ${shortTime(setAtMs)}\n`);
    if (oldSecretEndsAtMs !== null && oldSecretEndsAtMs > Date.now())
      io.stdout.write(`the secret before signs as well until ${shortTime(oldSecretEndsAtMs)}\n`);
    return 0;
  });
}

/** Waits for the first try; ends with 1 where that did not count. */
export async function testWebhook(io: CliIo): Promise<void> {
  await withChief(io, async ({ client, clock, signal }) => {
    const { id } = (await client.ask('delivery', 'POST', `${path}/test`)).delivery;
    const untilMs = clock.now() + mostTestMs;
    for (;;) {
      const { items } = await client.ask('deliveries', 'GET', `${path}/deliveries`);
      const delivery = items.find((each) => each.id === id);
      if (delivery !== undefined && delivery.tries > 0) {
        const { lastStatus, lastProblem } = delivery;
        io.stdout.write(lastProblem === null ? `delivered: it answered ${lastStatus}\n` : '');
        if (lastProblem !== null) io.stderr.write(`not delivered: ${inertLine(lastProblem)}\n`);
        return lastProblem === null ? 0 : 1;
      }
      if (clock.now() > untilMs) {
        io.stderr.write('not tried yet; see `butcher webhook deliveries`\n');
        return 1;
      }
      await pause(clock, lookEveryMs, signal);
    }
  });
}

export async function listDeliveries(
  flags: { readonly json?: true; readonly all?: true },
  io: CliIo,
): Promise<void> {
  await withChief(io, async ({ client }) => {
    const deliveries: RemoteDelivery[] = [];
    for await (const delivery of client.list('deliveries', `${path}/deliveries`)) {
      if (flags.all !== true && deliveries.length >= mostListed) break;
      deliveries.push(delivery);
    }
    if (flags.json === true)
      for (const delivery of deliveries) io.stdout.write(jsonLine({ type: 'delivery', ...delivery }));
    else io.stdout.write(tableOf(deliveries, io));
    return 0;
  });
}

export async function rotateSecret(io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { secret } = await client.ask('webhookSecret', 'POST', `${path}/rotate`);
    io.stderr.write('the secret before signs as well for a day\n');
    io.stdout.write(`${inertLine(secret ?? '')}\n`);
    return 0;
  });
}

export async function removeWebhook({ account }: { readonly account?: string }, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    await client.tell(
      'DELETE',
      account === undefined ? path : `/accounts/${encodeURIComponent(account)}/webhook`,
    );
    io.stdout.write(
      `${account === undefined ? 'the account' : inertLine(account)} is told nothing any more\n`,
    );
    return 0;
  });
}

function tableOf(deliveries: readonly RemoteDelivery[], io: CliIo): string {
  const rows = deliveries.map(({ createdAtMs, event, subject, state, tries, nextTryAtMs, lastProblem }) => [
    shortTime(createdAtMs),
    event,
    subject ?? '',
    state,
    String(tries),
    nextTryAtMs === null ? '' : shortTime(nextTryAtMs),
    lastProblem ?? '',
  ]);
  const header = ['WHEN', 'EVENT', 'JOB', 'STATE', 'TRIES', 'NEXT TRY', 'WHY NOT'];
  return textTable(header, rows, styleFor(io.stdout, io.env));
}
