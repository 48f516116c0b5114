import assert from 'node:assert/strict';
import { once } from 'node:events';
import { ChiefMeter } from '../../../src/chief/chief-meter.ts';
import { AllowedReceivers } from '../../../src/chief/webhooks/allowed-receivers.ts';
import { dnsLookUp } from '../../../src/chief/webhooks/look-up.ts';
import { newWebhookSecret } from '../../../src/chief/webhooks/sign-webhook.ts';
import { mostTryMs, WebhookSender } from '../../../src/chief/webhooks/webhook-sender.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { SqliteWebhooks } from '../../../src/store/sqlite/webhooks.ts';
import { certificate } from '../../helpers/certificate.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { NameServer } from './name-server.ts';
import { Receiver } from './receiver.ts';

const hour = 3_600_000;

describe('telling accounts what happened', () => {
  let store: SqliteStore;
  let clock: FakeClock;
  let names: NameServer;
  let receiver: Receiver;
  let meter: ChiefMeter;
  let logged: { readonly message: string; readonly problem?: string }[];
  const senders: WebhookSender[] = [];

  beforeEach(async () => {
    store = new SqliteStore(':memory:');
    clock = new FakeClock();
    meter = new ChiefMeter();
    logged = [];
    [names, receiver] = await Promise.all([NameServer.start(), Receiver.start()]);
    for (const name of ['ann', 'bob'])
      await store.accounts.create({ name, admin: false }, { actor: 'chief', atMs: 1 });
  });
  afterEach(async () => {
    await Promise.all(senders.splice(0).map((sender) => sender.stop()));
    await Promise.all([store.close(), names.close(), receiver.close()]);
  });

  const sender = (allow: readonly string[] = ['127.0.0.1']) => {
    const log = (fields: object, message: string) => void logged.push({ ...fields, message });
    const made = new WebhookSender({
      ...{ store, clock, totals: meter.totals, log: { info: log, warn: log, error: log } },
      allowed: new AllowedReceivers(allow),
      lookUp: dnsLookUp([names.address]),
      random: () => 0.5,
    });
    senders.push(made);
    return made;
  };
  const set = (account: string, url: string) =>
    store.webhooks.set(account, url, newWebhookSecret(), { actor: account, atMs: 1 });
  const tell = async (account: string) => (await store.webhooks.test(account, clock.wallTimeMs()))!;
  const deliveries = async (account: string) =>
    (await store.webhooks.deliveries(account, { limit: 100 })).items;
  /** What is stored of an account's only delivery once it was tried so often. */
  const afterTries = async (account: string, tries: number) => {
    for (;;) {
      const [delivery] = await deliveries(account);
      if (delivery !== undefined && delivery.tries >= tries) return delivery;
      await new Promise(setImmediate);
    }
  };

  it('sends what happened to the address of the account, as JSON', async () => {
    await set('ann', receiver.url);
    const { id } = await tell('ann');
    await sender().look();
    const told = await afterTries('ann', 1);
    assert.deepEqual([told.state, told.lastStatus, told.lastProblem], ['delivered', 204, null]);
    const [request, ...others] = receiver.received;
    assert.deepEqual(others, []);
    assert.equal(`${request?.method} ${request?.path}`, 'POST /hook');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['webhook-id'], id);
    assert.deepEqual(JSON.parse(request?.body ?? ''), {
      ...{
        type: 'webhook.test',
        timestamp: new Date(told.createdAtMs).toISOString(),
        data: { account: 'ann' },
      },
    });
    assert.deepEqual(meter.totals.webhookTries, { delivered: 1, failed: 0, 'given-up': 0 });
  });

  it('connects to no address that is not public, and says why', async () => {
    await set('ann', receiver.url);
    await tell('ann');
    await sender([]).look();
    const told = await afterTries('ann', 1);
    assert.match(told.lastProblem ?? '', /leads to 127\.0\.0\.1, which is not public/);
    assert.equal(told.state, 'waiting', 'an operator may come to allow it');
    assert.equal(receiver.connections, 0);
  });

  for (const [what, addresses] of [
    ['one', ['127.0.0.1']],
    ['one beside another', ['127.0.0.2', '127.0.0.1']],
  ] as const)
    it(`connects to no such address by a name that has ${what}`, async () => {
      names.answer(() => addresses);
      await set('ann', `http://evil.example:${receiver.port}/`);
      await tell('ann');
      await sender(['127.0.0.2']).look();
      const told = await afterTries('ann', 1);
      assert.match(told.lastProblem ?? '', /name of its host leads to 127\.0\.0\.1, which is not public/);
      assert.equal(receiver.connections, 0);
    });

  it('connects to no such address by a name of the loopback', async () => {
    await set('ann', `http://x.LocalHost:${receiver.port}/`);
    await tell('ann');
    await sender([]).look();
    assert.match(
      (await afterTries('ann', 1)).lastProblem ?? '',
      /leads to 127\.0\.0\.1, which is not public/,
    );
    assert.equal(receiver.connections, 0);
  });

  it('connects to what a name meant when it was judged, whatever it means next', async () => {
    const inside = await Receiver.start('127.0.0.2', receiver.port);
    try {
      names.answer(() => (names.asked === 1 ? ['127.0.0.1'] : ['127.0.0.2']));
      await set('ann', `http://evil.example:${receiver.port}/`);
      await tell('ann');
      await sender().look();
      const told = await afterTries('ann', 1);
      assert.deepEqual([told.state, names.asked], ['delivered', 1]);
      assert.equal(receiver.received[0]?.headers.host, `evil.example:${receiver.port}`);
      await tell('ann');
      await senders[0]!.look();
      const next = await afterTries('ann', 1);
      assert.match(next.lastProblem ?? '', /leads to 127\.0\.0\.2/);
      assert.deepEqual([receiver.connections, inside.connections], [1, 0]);
    } finally {
      await inside.close();
    }
  });

  it('follows no redirect, and takes it for no delivery', async () => {
    const other = await Receiver.start();
    try {
      for (const status of [301, 302, 307, 308]) {
        receiver.always(status, { location: other.url });
        await set('ann', receiver.url);
        await tell('ann');
        await sender().look();
        const told = await afterTries('ann', 1);
        assert.equal(told.state, 'waiting');
        assert.match(told.lastProblem ?? '', new RegExp(`answered ${status}, which sends on`));
      }
      assert.equal(other.connections, 0);
    } finally {
      await other.close();
    }
  });

  it('tries again, later each time, with the same id and body, by whichever chief runs then', async () => {
    receiver.always(503);
    await set('ann', receiver.url);
    const { id } = await tell('ann');
    const waits: number[] = [];
    for (let tries = 1; tries <= 7; tries += 1) {
      await sender().look();
      const told = await afterTries('ann', tries);
      assert.equal(told.state, 'waiting');
      assert.equal(told.lastProblem, 'It answered 503.');
      waits.push((told.nextTryAtMs! - clock.wallTimeMs()) / 1000);
      await senders.at(-1)!.stop();
      clock.advance(told.nextTryAtMs! - clock.wallTimeMs() - 1);
      assert.deepEqual(await store.webhooks.due(clock.wallTimeMs(), 9), [], 'not before its time');
      clock.advance(1);
    }
    assert.deepEqual(waits, [5, 60, 300, 1800, 7200, 21_600, 43_200]);
    receiver.always(200);
    await sender().look();
    assert.equal((await afterTries('ann', 8)).state, 'delivered');
    assert.equal(receiver.received.length, 8);
    assert.deepEqual(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])), new Set([id]));
    assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1);
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-signature'])).size, 8);
  });

  it('sends nothing to who shows a certificate that nobody vouches for, and tries again', async () => {
    const unknown = await Receiver.start('127.0.0.1', 0, certificate());
    try {
      await set('ann', unknown.url);
      await tell('ann');
      for (const tries of [1, 2]) {
        await sender().look();
        const told = await afterTries('ann', tries);
        assert.deepEqual([told.state, told.tries, told.lastStatus], ['waiting', tries, null]);
        assert.match(told.lastProblem ?? '', /^Its certificate is signed by itself alone; give it one /);
        clock.advance(told.nextTryAtMs! - clock.wallTimeMs());
      }
      assert.deepEqual([unknown.connections, unknown.received.length], [2, 0]);
    } finally {
      await unknown.close();
    }
  });

  it('gives up after the last try, and what is days old', async () => {
    receiver.always(500);
    await set('ann', receiver.url);
    await tell('ann');
    for (let tries = 1; tries <= 8; tries += 1) {
      await sender().look();
      const { nextTryAtMs } = await afterTries('ann', tries);
      if (nextTryAtMs !== null) clock.advance(nextTryAtMs - clock.wallTimeMs());
    }
    assert.equal((await deliveries('ann'))[0]?.state, 'failed');
    assert.match(logged.at(-1)?.message ?? '', /is given up/);
    await set('bob', receiver.url);
    await tell('bob');
    clock.advance(73 * hour);
    await sender().look();
    const old = await afterTries('bob', 1);
    assert.deepEqual([old.state, old.lastProblem], ['failed', 'It was too old when the chief came to it.']);
    assert.equal(receiver.received.length, 8, 'it was not even sent');
    assert.deepEqual(meter.totals.webhookTries, { delivered: 0, failed: 7, 'given-up': 2 });
  });

  it('lets no receiver that hangs keep others waiting, and waits for it only so long', async () => {
    const hanging = await Receiver.start();
    hanging.answer = () => {};
    try {
      await set('ann', hanging.url);
      await set('bob', receiver.url);
      for (let count = 0; count < 20; count += 1) await tell('ann');
      await tell('bob');
      const told = sender();
      await told.look();
      assert.equal((await afterTries('bob', 1)).state, 'delivered');
      while (hanging.received.length < 2) await new Promise(setImmediate);
      await told.look();
      assert.equal(hanging.connections, 2, 'two at once of one account');
      assert.equal((await deliveries('ann')).filter(({ tries }) => tries > 0).length, 0);
      clock.advance(mostTryMs);
      const failed = async () => (await deliveries('ann')).filter(({ tries }) => tries > 0);
      while ((await failed()).length < 2) await new Promise(setImmediate);
      for (const { lastProblem } of await failed())
        assert.equal(lastProblem, 'It does not answer within 15 s.');
    } finally {
      await hanging.close();
    }
  });

  it('waits only so long for a server of names that is silent', async () => {
    names.answer(() => 'silence');
    await set('ann', 'http://silent.example/');
    await set('bob', receiver.url);
    await tell('ann');
    await tell('bob');
    await sender().look();
    assert.equal((await afterTries('bob', 1)).state, 'delivered');
    while (names.asked === 0) await new Promise(setImmediate);
    clock.advance(mostTryMs);
    assert.equal((await afterTries('ann', 1)).lastProblem, 'It does not answer within 15 s.');
  });

  it('reads nothing of an answer but its head', async () => {
    let closed: Promise<unknown> | null = null;
    receiver.answer = (response) => {
      closed = once(response, 'close');
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    await set('ann', receiver.url);
    await tell('ann');
    await sender().look();
    assert.equal((await afterTries('ann', 1)).state, 'delivered');
    await closed;
  });

  it('says of what breaks off or is no HTTP that it was not delivered', async () => {
    receiver.answer = (response) => response.socket?.destroy();
    await set('ann', receiver.url);
    await tell('ann');
    await sender().look();
    assert.match((await afterTries('ann', 1)).lastProblem ?? '', /connection was closed/);
    receiver.answer = (response) => response.socket?.end('220 mail.example ESMTP\r\n');
    await set('bob', receiver.url);
    await tell('bob');
    await sender().look();
    assert.match((await afterTries('bob', 1)).lastProblem ?? '', /not answer in HTTP|connection was closed/);
  });

  it('tells again what a chief that ended was about to tell', async () => {
    receiver.answer = () => {};
    await set('ann', receiver.url);
    const { id } = await tell('ann');
    const first = sender();
    await first.look();
    while (receiver.received.length === 0) await new Promise(setImmediate);
    await first.stop();
    assert.equal((await deliveries('ann'))[0]?.tries, 0, 'it was not tried to its end');
    receiver.always(200);
    await sender().look();
    assert.equal((await afterTries('ann', 1)).state, 'delivered');
    assert.deepEqual(
      receiver.received.map(({ headers }) => headers['webhook-id']),
      [id, id],
    );
  });

  it('sends nothing again whose end the store could not take, until it can', async () => {
    await set('ann', receiver.url);
    await tell('ann');
    const { tried } = SqliteWebhooks.prototype;
    let isFull = true;
    let refused = 0;
    store.webhooks.tried = async (...given) => {
      refused += isFull ? 1 : 0;
      if (isFull) throw new DiskFullError('the disk is full');
      return tried.apply(store.webhooks, given);
    };
    const told = sender();
    await told.look();
    while (refused < 4) {
      await told.look();
      await new Promise(setImmediate);
    }
    assert.equal((await deliveries('ann'))[0]?.state, 'waiting');
    isFull = false;
    await told.look();
    assert.equal((await afterTries('ann', 1)).state, 'delivered');
    assert.equal(receiver.received.length, 1);
    const looks = logged.map(({ message }) => message).filter((message) => message.includes('looked at'));
    assert.deepEqual(looks, ['webhooks could not be looked at', 'webhooks are looked at again']);
  });

  it('forgets so many at each look, until no more are left, and begins what is due before', async () => {
    await set('ann', receiver.url);
    const asked: number[] = [];
    store.webhooks.forgetBefore = async (_beforeMs, most) => {
      asked.push(most);
      if (asked.length === 1) throw new DiskFullError('the disk is full');
      return asked.length < 4 ? most : most - 1;
    };
    await tell('ann');
    const told = sender();
    await told.look();
    assert.equal((await afterTries('ann', 1)).state, 'delivered');
    for (let looks = 0; looks < 9; looks += 1) await told.look();
    assert.deepEqual(asked, [1000, 1000, 1000, 1000]);
    clock.advance(hour);
    await told.look();
    assert.equal(asked.length, 5);
  });

  it('looks by itself, and forgets after a week what waits no more', async () => {
    await set('ann', receiver.url);
    await tell('ann');
    sender().start();
    clock.advance(1000);
    await afterTries('ann', 1);
    clock.advance(8 * 24 * hour);
    while ((await deliveries('ann')).length > 0) {
      clock.advance(1000);
      await new Promise(setImmediate);
    }
  });
});
