import assert from 'node:assert/strict';
import { refusedDigest, resultsDigest } from './fake-chief.ts';
import { HttpFixture } from './http-fixture.ts';

const digest = `sha256:${'0'.repeat(64)}`;

describe('the routes', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('keep a package, know it again, list and delete it', async () => {
    const query = { name: 'mine.tar' };
    const first = await http.ask('ann', 'POST /api/v1/packages', { payload: 'one', query: {} });
    assert.equal(first.statusCode, 422);
    const added = await http.ask('ann', 'POST /api/v1/packages', { payload: 'a package', query });
    assert.equal(added.statusCode, 201);
    const { package: kept } = added.json();
    assert.equal(added.headers.location, `/api/v1/packages/${kept.digest}`);
    assert.equal(kept.name, 'mine');
    assert.equal(kept.owner, 'ann');
    const known = await http.ask('ann', 'POST /api/v1/packages', { payload: 'a package', query });
    assert.equal(known.statusCode, 200);
    const listed = await http.ask('ann', 'GET /api/v1/packages');
    assert.deepEqual(listed.json(), { items: [kept], next: null });
    assert.equal((await http.ask('ann', `GET ${added.headers.location}`)).json().package.digest, kept.digest);
    assert.equal((await http.ask('ann', `DELETE ${added.headers.location}`)).statusCode, 204);
    assert.equal((await http.ask('ann', `DELETE ${added.headers.location}`)).statusCode, 404);
    assert.equal((await http.ask('ann', `GET ${added.headers.location}`)).statusCode, 404);
  });

  it('refuse a bad package with its findings', async () => {
    const refused = await http.ask('ann', 'POST /api/v1/packages', { payload: 'bad' });
    assert.equal(refused.statusCode, 422);
    const { code, detail, report } = refused.json();
    assert.equal(code, 'package-refused');
    assert.equal(detail, 'The package breaks the rules in one place and was not kept.');
    assert.deepEqual([report.errors, report.findings[0].rule], [1, 'BUT301']);
  });

  it('have a job go on with mended code, unless that breaks the rules', async () => {
    const { id } = await http.submit('ann');
    const headers = { 'content-type': 'application/json' };
    const resume = (body: object) =>
      http.ask('ann', `POST /api/v1/jobs/${id}/resume`, { payload: JSON.stringify(body), headers });
    await http.ask('ann', `POST /api/v1/jobs/${id}/cancel`);
    const refused = await resume({ package: refusedDigest });
    assert.equal(refused.statusCode, 422);
    const { code, detail, report } = refused.json();
    assert.equal(code, 'package-refused');
    assert.equal(detail, 'The package breaks the rules in one place and the job is as it was.');
    assert.equal(report.findings[0].rule, 'BUT301');
    assert.equal((await resume({ package: resultsDigest, keepResults: true })).statusCode, 202);
    assert.deepEqual(http.chief.mended, [
      { package: refusedDigest },
      { package: resultsDigest, keepResults: true },
    ]);
    await http.ask('ann', `POST /api/v1/jobs/${id}/cancel`);
    await http.ask('ann', `DELETE /api/v1/jobs/${id}`);
  });

  it('take the file of a form, with its name', async () => {
    const form = formOf('my data.csv', 'a,b\n1,2\n');
    const added = await http.ask('ann', 'POST /api/v1/datasets', form);
    assert.equal(added.statusCode, 201, added.body);
    const { dataset } = added.json();
    assert.deepEqual([dataset.name, dataset.bytes, dataset.folder], ['my data.csv', 8, false]);
    const named = await http.ask('ann', 'POST /api/v1/datasets', { ...form, query: { name: 'other' } });
    assert.equal(named.json().dataset.name, 'other');
    const forms = formOf('x.tar', 'a package in a form');
    assert.equal((await http.ask('ann', 'POST /api/v1/packages', forms)).json().package.name, 'x');
  });

  it('keep data, list and delete them', async () => {
    const put = (name: string) =>
      http.ask('bob', 'POST /api/v1/datasets', { query: { name }, payload: name });
    for (const name of ['one', 'two', 'three']) assert.equal((await put(name)).statusCode, 201);
    const page = (await http.ask('bob', 'GET /api/v1/datasets', { query: { limit: '2' } })).json();
    assert.deepEqual(namesOf(page), ['three', 'two']);
    const query = { limit: '2', cursor: page.next };
    const rest = (await http.ask('bob', 'GET /api/v1/datasets', { query })).json();
    assert.deepEqual(namesOf(rest), ['one']);
    assert.equal(rest.next, null);
    const address = `/api/v1/datasets/${rest.items[0].id}`;
    assert.deepEqual((await http.ask('bob', `GET ${address}`)).json().dataset, rest.items[0]);
    assert.equal((await http.ask('bob', `DELETE ${address}`)).statusCode, 204);
    assert.equal((await http.ask('bob', `GET ${address}`)).statusCode, 404);
    for (const name of ['../x', 'a\0b', 'c1\u0085', 'x\r\ny', 'é'.repeat(128), '..', '.'])
      assert.equal((await put(name)).statusCode, 422, name);
    const { digest } = rest.items[0];
    const known = (account: Parameters<typeof http.ask>[0], name: string, payload?: string) =>
      http.ask(account, 'POST /api/v1/datasets', {
        query: { name, digest },
        ...(payload === undefined ? {} : { payload }),
      });
    assert.equal((await known('bob', 'one')).json().code, 'not-found', 'it was deleted');
    await put('one');
    assert.equal((await known('bob', 'again')).json().dataset.name, 'again');
    for (const other of ['ann', 'root'] as const)
      assert.equal((await known(other, 'one')).statusCode, 404, other);
    assert.equal((await known('bob', 'one', 'body')).statusCode, 400);
    for (const name of ['my data é, "1".csv', '\u202ex', '%FF', 'x'.repeat(255), '__proto__'])
      assert.equal((await put(name)).json().dataset.name, name);
    const bytes = await http.ask('bob', 'POST /api/v1/datasets?name=b%FF', { payload: 'x' });
    assert.deepEqual([bytes.statusCode, bytes.json().code], [422, 'bad-name']);
    assert.equal((await http.ask('bob', 'POST /api/v1/datasets', { payload: 'x' })).statusCode, 400);
  });

  it('submit, list, cancel, resume and delete a job', async () => {
    const { id, digest: mine } = await http.submit('ann');
    assert.equal((await http.ask('ann', `GET /api/v1/jobs/${id}`)).json().job.state, 'queued');
    const options = { workers: 3, maxFailed: '5%', limits: { memory: '64MiB', pids: 16 }, onError: 'skip' };
    const submission = { package: mine, name: 'named', options };
    const submitted = await http.ask('ann', 'POST /api/v1/jobs', { payload: submission });
    assert.equal(submitted.statusCode, 202);
    assert.equal(submitted.headers.location, `/api/v1/jobs/${submitted.json().job.id}`);
    assert.deepEqual(http.chief.submissions.at(-1), submission);
    const listed = await http.ask('ann', 'GET /api/v1/jobs?state=queued,running');
    assert.deepEqual(namesOf(listed.json()), ['named', 'package']);
    assert.deepEqual((await http.ask('ann', 'GET /api/v1/jobs?state=done')).json().items, []);
    assert.equal((await http.ask('ann', `DELETE /api/v1/jobs/${id}`)).json().code, 'wrong-state');
    assert.equal((await http.ask('ann', `POST /api/v1/jobs/${id}/resume`)).statusCode, 409);
    const cancelled = await http.ask('ann', `POST /api/v1/jobs/${id}/cancel`);
    assert.deepEqual([cancelled.statusCode, cancelled.json().job.state], [200, 'cancelled']);
    assert.equal((await http.ask('ann', `POST /api/v1/jobs/${id}/resume`)).statusCode, 202);
    await http.ask('ann', `POST /api/v1/jobs/${id}/cancel`);
    assert.equal((await http.ask('ann', `DELETE /api/v1/jobs/${id}`)).statusCode, 204);
    assert.equal((await http.ask('ann', `GET /api/v1/jobs/${id}`)).statusCode, 404);
    const unknown = await http.ask('ann', 'POST /api/v1/jobs', { payload: { package: digest } });
    assert.deepEqual([unknown.statusCode, unknown.json().code], [422, 'no-package']);
  });

  it('give what was signed about results, and what verifies it', async () => {
    const { id } = await http.submit('bob');
    const envelope = (await http.ask('bob', `GET /api/v1/jobs/${id}/provenance`)).json();
    assert.equal(envelope.payloadType, 'application/vnd.in-toto+json');
    assert.match((await http.ask('bob', 'GET /api/v1/key')).json().publicKey, /^-----BEGIN PUBLIC KEY-----/);
    const url = `GET /api/v1/jobs/${id}/provenance/fragments`;
    const digests = await http.ask('bob', url);
    assert.equal(digests.headers['content-type'], 'application/x-ndjson');
    const part = await http.ask('bob', url, { headers: { range: 'bytes=1-3' } });
    assert.deepEqual([part.statusCode, part.body], [206, digests.body.slice(1, 4)]);
    const options = { fragmentDigests: true };
    const payload = { package: (await http.submit('bob')).digest, options };
    assert.equal((await http.ask('bob', 'POST /api/v1/jobs', { payload })).statusCode, 202);
    assert.deepEqual(http.chief.submissions.at(-1)?.options, options);
  });

  it('give what a job printed and what it lost', async () => {
    const { id } = await http.submit('bob');
    const logs = await http.ask('bob', `GET /api/v1/jobs/${id}/logs`);
    assert.deepEqual(JSON.parse(logs.body), { role: 'worker', worker: 1, text: 'hello' });
    const lost = (await http.ask('bob', `GET /api/v1/jobs/${id}/fragments?state=skipped&limit=1`)).json();
    assert.deepEqual([lost.items.length, lost.items[0].fragment, lost.next], [1, 3, '3']);
    const rest = (await http.ask('bob', `GET /api/v1/jobs/${id}/fragments?cursor=${lost.next}`)).json();
    assert.deepEqual([rest.items[0].fragment, rest.next], [8, null]);
    const bundle = await http.ask('bob', `GET /api/v1/jobs/${id}/fragments/3/bundle`);
    assert.equal(bundle.body, 'bundle');
    assert.equal((await http.ask('bob', `GET /api/v1/jobs/${id}/fragments/4/bundle`)).statusCode, 404);
  });

  it('let operators see accounts, block them and let them in again', async () => {
    const { items } = (await http.ask('root', 'GET /api/v1/accounts')).json();
    assert.deepEqual(namesOf({ items }), ['ann', 'bob', 'root']);
    const block = { payload: { reason: 'too loud' } };
    const blocked = await http.ask('root', 'POST /api/v1/accounts/bob/block', block);
    assert.equal(blocked.json().account.blocked.reason, 'too loud');
    const shut = await http.ask('bob', 'GET /api/v1/jobs');
    assert.deepEqual([shut.statusCode, shut.json().code], [403, 'account-blocked']);
    assert.equal((await http.ask('root', 'POST /api/v1/accounts/bob/unblock')).statusCode, 200);
    assert.equal((await http.ask('bob', 'GET /api/v1/jobs')).statusCode, 200);
    assert.equal((await http.ask('root', 'POST /api/v1/accounts/nobody/unblock')).statusCode, 404);
    const trail = (await http.ask('root', 'GET /api/v1/audit?account=bob&limit=2')).json();
    const acts = trail.items.map(({ action, actor }: Record<string, string>) => [action, actor]);
    assert.deepEqual(acts, [
      ['account-unblocked', 'root'],
      ['account-blocked', 'root'],
    ]);
  });

  it('let operators make, list and revoke tokens', async () => {
    const payload = { account: 'cleo', expires: '30d' };
    const made = await http.ask('root', 'POST /api/v1/tokens', { payload });
    assert.equal(made.statusCode, 201);
    const { token, id, madeAccount } = made.json();
    assert.equal(madeAccount, true);
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await http.ask(null, 'GET /api/v1/jobs', { headers })).statusCode, 200);
    const { items } = (await http.ask('root', 'GET /api/v1/tokens?account=cleo')).json();
    assert.deepEqual([items.length, items[0].id], [1, id]);
    assert.equal((await http.ask('root', `DELETE /api/v1/tokens/${id}`)).statusCode, 204);
    const revoked = await http.ask(null, 'GET /api/v1/jobs', { headers });
    assert.deepEqual([revoked.statusCode, revoked.json().detail], [401, 'The token has been revoked.']);
    assert.equal((await http.ask('root', 'DELETE /api/v1/tokens/000000000000')).statusCode, 404);
    for (const wrong of [{ expires: 'soon' }, { account: 'ann', admin: true }])
      assert.equal(
        (await http.ask('root', 'POST /api/v1/tokens', { payload: { account: 'x', ...wrong } })).statusCode,
        400,
      );
    assert.doesNotMatch(http.parts.log.join(''), /butcher_/);
  });

  it('list tokens page by page', async () => {
    for (const label of ['first', 'second', 'third'])
      await http.ask('root', 'POST /api/v1/tokens', { payload: { account: 'drew', label } });
    const labels: string[][] = [];
    for (let next: string | undefined = '?account=drew&limit=2'; next !== undefined; ) {
      const answer = await http.ask('root', `GET /api/v1/tokens${next}`);
      labels.push(answer.json().items.map(({ label }: { readonly label: string }) => label));
      next = /^<(\?[^>]+)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
    }
    assert.deepEqual(labels, [['third', 'second'], ['first']]);
    const own = await http.ask('ann', 'GET /api/v1/me/tokens?limit=1');
    assert.deepEqual([own.json().items[0].account, own.json().next], ['ann', null]);
  });

  it('say whether the process answers and whether jobs can be run', async () => {
    assert.deepEqual((await http.ask(null, 'GET /healthz')).json(), { alive: true });
    assert.deepEqual((await http.ask(null, 'GET /readyz')).json(), { ready: true });
    http.chief.readiness = { ready: false, reason: 'No container engine answers.' };
    const { statusCode, headers, body } = await http.ask(null, 'GET /readyz');
    assert.deepEqual([statusCode, headers['retry-after']], [503, '10']);
    assert.match(body, /No container engine answers/);
  });

  it('show figures to operators', async () => {
    Object.assign(http.chief.metrics.totals, { merged: 42, failures: { 'user-error': 2 } });
    http.chief.metrics.onQueued(0.2);
    const metrics = (await http.ask('root', 'GET /metrics')).body;
    for (const line of [
      'butcher_merged_total 42',
      'butcher_failures_total{code="user-error"} 2',
      'butcher_failures_total{code="crashed"} 0',
      'butcher_slots 2',
      'butcher_event_loop_lag_seconds{quantile="0.99"} 0.02',
      'butcher_event_loop_lag_seconds{quantile="1"} 0.25',
      'butcher_merge_lag_results 3',
      'butcher_dispatch_seconds_count 1',
      'butcher_dispatch_seconds_bucket{le="0.25"} 1',
    ])
      assert(metrics.split('\n').includes(line), `${line} in ${metrics}`);
    assert.match(metrics, /^butcher_jobs\{state="queued"\} \d+$/m);
    assert.match(metrics, /^nodejs_eventloop_lag_p99_seconds /m);
    assert.match((await http.ask('root', 'GET /metrics')).body, /^butcher_merged_total 42$/m);
  });
});

function namesOf({ items }: { readonly items: readonly { readonly name: string }[] }): readonly string[] {
  return items.map(({ name }) => name);
}

function formOf(fileName: string, text: string) {
  const boundary = 'xxxxxx';
  const payload = [
    `--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n`,
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n`,
    `Content-Type: application/octet-stream\r\n\r\n${text}\r\n--${boundary}--\r\n`,
  ].join('');
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
