import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { issueToken } from '../../../src/chief/tokens/issue-token.ts';
import { buildApp } from '../../../src/http/build-app.ts';
import { defaultHttpSettings } from '../../../src/http/http-parts.ts';
import { createLogger } from '../../../src/http/server/logger.ts';
import { type HttpServer, serveHttp } from '../../../src/http/server/serve-http.ts';
import { systemClock } from '../../../src/model/clock.ts';
import { Receiver } from '../../chief/webhooks/receiver.ts';
import { certificate } from '../../helpers/certificate.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { ServedChief } from '../../helpers/served-chief.ts';

describe('the commands for webhooks', () => {
  let receiver: Receiver;
  let served: ServedChief;
  let server: HttpServer;
  const log: string[] = [];
  const start = async (allow: readonly string[]) => {
    served = await ServedChief.start({ settings: { webhooks: { allow } } });
    const app = await buildApp({
      ...{ chief: served.chief, store: served.home.store, clock: systemClock },
      logger: createLogger('info', { write: (line) => void log.push(line) }),
      settings: defaultHttpSettings,
    });
    server = await serveHttp(app, { host: '127.0.0.1', port: 0 });
  };
  const tokenOf = async (account: string) => {
    const request = { account, admin: false, expiresAtMs: null };
    const issued = await issueToken(served.home.store, request, { actor: 'operator', atMs: 1 });
    return issued.kind === 'issued' ? issued.token.text : assert.fail(issued.message);
  };
  const butcher = (token: string, ...args: readonly string[]) => {
    const env = { BUTCHER_HOME: served.home.path, BUTCHER_CHIEF: server.address, BUTCHER_TOKEN: token };
    return runButcher(['webhook', ...args], { cwd: served.home.path, env });
  };
  beforeEach(async () => {
    receiver = await Receiver.start();
  });
  afterEach(async () => {
    await server.close(0);
    await Promise.all([served.end(), receiver.close()]);
  });

  it('have an account told of the ends of its jobs, with a signature', async () => {
    await start(['127.0.0.0/8']);
    const token = await tokenOf('ann');
    const set = await butcher(token, 'set', receiver.url);
    assert.equal(set.exitCode, 0, set.stderr);
    assert.match(set.stdout, /^whsec_[A-Za-z0-9+/]{43}=\n$/, 'the secret alone');
    const secret = set.stdout.trim();
    const tested = await butcher(token, 'test');
    assert.deepEqual([tested.exitCode, tested.stdout], [0, 'delivered: it answered 204\n'], tested.stderr);
    const ann = (await served.home.store.accounts.find('ann'))!;
    const job = await served.submit(ann, 'told');
    assert.equal((await served.ended(ann, job.id)).state, 'done');
    while (receiver.received.length < 2) await new Promise(setImmediate);
    const [, told] = receiver.received;
    const event = new Webhook(secret).verify(told!.body, told!.headers as Record<string, string>);
    assert.deepEqual((event as { readonly data: object }).data, {
      ...{ account: 'ann', job: job.id, name: 'told', state: 'done', failure: null },
    });
    const again = await butcher(token, 'set', `${receiver.url}?v=2`);
    assert.deepEqual([again.stdout, again.exitCode], ['', 0], 'the secret is shown once');
    assert.match((await butcher(token, 'show')).stdout, /\/hook\?v=2 {2}since /);
    const rotated = (await butcher(token, 'rotate')).stdout.trim();
    assert.notEqual(rotated, secret);
    await butcher(token, 'test');
    const last = receiver.received.at(-1)!;
    for (const good of [secret, rotated])
      new Webhook(good).verify(last.body, last.headers as Record<string, string>);
    const listed = await butcher(token, 'deliveries');
    assert.match(
      listed.stdout,
      /^WHEN .*\n.*webhook\.test +delivered +1\n.*job\.ended +[\w-]+ +delivered +1\n/,
    );
    const rows = (await butcher(token, 'deliveries', '--json')).stdout.trimEnd().split('\n');
    assert.equal(JSON.parse(rows[1]!).subject, job.id);
    assert.equal((await butcher(token, 'remove')).stdout, 'the account is told nothing any more\n');
    const gone = await butcher(token, 'show');
    assert.equal(gone.exitCode, 2);
    assert.match(gone.stderr, /The account has no webhook\.\n {2}what to do: .*`butcher webhook set URL`/);
    const actions = (await served.home.store.audit.list('ann', { limit: 9 })).items.map(
      ({ action }) => action,
    );
    assert.deepEqual(actions.slice(0, 4), [
      'webhook-removed',
      'webhook-rotated',
      'webhook-set',
      'webhook-set',
    ]);
    for (const each of [secret, rotated]) assert(!log.join('').includes(each), 'secrets are not logged');
  });

  it('say what is refused, and why something was not delivered', async () => {
    await start([]);
    const [token, root] = [await tokenOf('ann'), await tokenOf('root')];
    const refused = await butcher(token, 'set', receiver.url);
    assert.deepEqual([refused.exitCode, refused.stdout], [2, '']);
    assert.match(
      refused.stderr,
      /^failed: bad-request {2}The URL leads to 127\.0\.0\.1, which is not public/,
    );
    await butcher(token, 'set', `http://localhost:${receiver.port}/`);
    const tested = await butcher(token, 'test');
    assert.equal(tested.exitCode, 1);
    assert.match(
      tested.stderr,
      /^not delivered: The name of its host leads to 127\.0\.0\.1, which is not public/,
    );
    assert.match((await butcher(token, 'deliveries')).stdout, /webhook\.test +waiting +1 +\S+ \S+ +The name/);
    assert.equal(receiver.connections, 0);
    assert.equal((await butcher(token, 'remove', '--account', 'ann')).exitCode, 1, 'that is for operators');
    assert.equal(
      (await butcher(root, 'remove', '--account', 'ann')).stdout,
      'ann is told nothing any more\n',
    );
    assert.equal(await served.home.store.webhooks.find('ann'), null);
  });

  it('say what to do about a certificate that nobody vouches for', async () => {
    await start(['127.0.0.1']);
    const token = await tokenOf('ann');
    const unknown = await Receiver.start('127.0.0.1', 0, certificate());
    try {
      await butcher(token, 'set', unknown.url);
      const sentence =
        'Its certificate is signed by itself alone; give it one of a public authority, or ask the operator of this chief to trust it.';
      const tested = await butcher(token, 'test');
      assert.deepEqual([tested.exitCode, tested.stderr], [1, `not delivered: ${sentence}\n`]);
      const { stdout } = await butcher(token, 'deliveries');
      assert.match(
        stdout,
        /webhook\.test +waiting +1 +\S+ \S+ +Its certificate is signed by itself alone; give/,
      );
      assert.equal(unknown.received.length, 0);
    } finally {
      await unknown.close();
    }
  });
});
