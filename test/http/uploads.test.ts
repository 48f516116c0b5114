import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { type HttpServer, serveHttp } from '../../src/http/server/serve-http.ts';
import { HttpFixture } from './http-fixture.ts';

const partType = 'application/partial-upload';

describe('uploads in parts over HTTP', () => {
  let http: HttpFixture;
  let server: HttpServer;
  before(async () => {
    http = await HttpFixture.make();
    server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await server.close(0);
    await http.remove();
  });
  const begin = async (more: object = {}) => {
    const payload = { kind: 'dataset', name: 'd', ...more };
    const answer = await http.ask('ann', 'POST /api/v1/uploads', { payload });
    assert.equal(answer.statusCode, 201, answer.body);
    return String(answer.headers.location);
  };
  const patch = (path: string, payload: string, headers: Readonly<Record<string, string>>) =>
    http.ask('ann', `PATCH ${path}`, { payload, headers: { 'content-type': partType, ...headers } });
  const offsetOf = async (path: string) => (await http.ask('ann', `HEAD ${path}`)).headers['upload-offset'];
  /** A part over a connection of its own, which the test ends. */
  const sent = (path: string, headers: Readonly<Record<string, string | number>>) => {
    const part = request(`${server.address}${path}`, {
      method: 'PATCH',
      agent: false,
      headers: { ...http.bearer('ann'), 'content-type': partType, 'upload-complete': '?1', ...headers },
    });
    part.on('error', () => {});
    return part;
  };
  const arrived = async (bytes: number) => {
    while ((await http.chief.usage('ann')).incomingBytes < bytes) await once(AbortSignal.timeout(5), 'abort');
  };

  it('begin, come, tell how far they are, and end as what they were to become', async () => {
    const path = await begin({ bytes: 6, fingerprint: 'six' });
    const first = await patch(path, 'abc', { 'upload-offset': '0', 'upload-complete': '?0' });
    assert.deepEqual([first.statusCode, first.headers['upload-offset']], [200, '3']);
    const { headers } = await http.ask('ann', `HEAD ${path}`);
    const told = [headers['upload-offset'], headers['upload-complete'], headers['upload-length']];
    assert.deepEqual(told, ['3', '?0', '6']);
    assert.match(String(headers['upload-limit']), /^max-age=\d+$/);
    assert.equal(headers['cache-control'], 'no-store');
    const digest = createHash('sha256').update('abcdef').digest('base64');
    const last = { 'upload-offset': '3', 'upload-complete': '?1', 'repr-digest': `sha-256=:${digest}:` };
    const done = await patch(path, 'def', last);
    assert.equal(done.statusCode, 201, done.body);
    const { dataset } = done.json();
    assert.deepEqual([dataset.name, dataset.bytes], ['d', 6]);
    assert.equal(done.headers.location, `/api/v1/datasets/${dataset.id}`);
    const again = await patch(path, '', { 'upload-offset': '6', 'upload-complete': '?1' });
    assert.deepEqual([again.statusCode, again.json()], [201, done.json()]);
    const { items } = (await http.ask('ann', 'GET /api/v1/uploads')).json();
    assert.deepEqual([items[0].complete, items[0].fingerprint], [true, 'six']);
    assert.equal((await http.ask('ann', `DELETE ${path}`)).statusCode, 204);
    assert.equal((await http.ask('ann', `GET ${path}`)).statusCode, 404);
  });

  it('become packages, refused ones with the findings', async () => {
    const kept = await begin({ kind: 'package', name: 'sample.tar' });
    const whole = { 'upload-offset': '0', 'upload-complete': '?1' };
    const done = await patch(kept, 'four', whole);
    assert.deepEqual([done.statusCode, done.json().package.name], [201, 'sample']);
    const refused = await patch(await begin({ kind: 'package', name: 'p.tar' }), 'bad', whole);
    assert.deepEqual([refused.statusCode, refused.json().code], [422, 'package-refused']);
    assert.equal(refused.json().report.findings[0].rule, 'BUT301');
  });

  it('go on after the line broke in the middle', async () => {
    const path = await begin({ bytes: 10 });
    const part = sent(path, { 'upload-offset': 0, 'content-length': 10 });
    part.write('1234');
    await arrived(4);
    part.destroy();
    assert.equal(await offsetOf(path), '4');
    const rest = sent(path, { 'upload-offset': 4, 'content-length': 6 });
    rest.end('567890');
    const [answer] = await once(rest, 'response');
    assert.equal(answer.statusCode, 201);
    const { dataset } = (await json(answer)) as { readonly dataset: { readonly digest: string } };
    assert.equal(dataset.digest, `sha256:${createHash('sha256').update('1234567890').digest('hex')}`);
  });

  it('are taken over by who asks how far they are, where the line hangs without breaking', async () => {
    const path = await begin({ bytes: 10 });
    const hanging = sent(path, { 'upload-offset': 0, 'content-length': 10 });
    const closed = new Promise((resolve) => hanging.once('close', resolve));
    hanging.write('1234');
    await arrived(4);
    assert.equal(await offsetOf(path), '4');
    await closed;
    const done = await patch(path, '567890', { 'upload-offset': '4', 'upload-complete': '?1' });
    assert.equal(done.statusCode, 201);
  });

  it('tell where they are to who is elsewhere', async () => {
    const path = await begin();
    await patch(path, 'abc', { 'upload-offset': '0', 'upload-complete': '?0' });
    const elsewhere = await patch(path, 'x', { 'upload-offset': '7', 'upload-complete': '?0' });
    assert.equal(elsewhere.statusCode, 409);
    assert.equal(elsewhere.headers['upload-offset'], '3');
    const { code, ...members } = elsewhere.json();
    assert.equal(code, 'mismatching-upload-offset');
    assert.deepEqual([members['expected-offset'], members['provided-offset']], [3, 7]);
  });

  it('are refused with the reason where a part or what is to begin has no sense', async () => {
    const path = await begin({ bytes: 3 });
    const good = { 'upload-offset': '0', 'upload-complete': '?1' };
    const refusals: readonly (readonly [object, number, string])[] = [
      [{ 'content-type': 'application/octet-stream' }, 415, 'unsupported-media-type'],
      [{ 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported-media-type'],
      [{ 'upload-offset': '-1' }, 400, 'bad-request'],
      [{ 'upload-offset': '1e3' }, 400, 'bad-request'],
      [{ 'upload-offset': '9'.repeat(40) }, 400, 'bad-request'],
      [{ 'upload-complete': 'yes' }, 400, 'bad-request'],
      [{ 'repr-digest': 'md5=:AAAA:' }, 400, 'bad-request'],
    ];
    for (const [headers, status, code] of refusals) {
      const answer = await patch(path, 'abc', { ...good, ...headers });
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code], JSON.stringify(headers));
    }
    const bare = await http.ask('ann', `PATCH ${path}`, {
      payload: 'abc',
      headers: { 'content-type': partType },
    });
    assert.equal(bare.statusCode, 400);
    assert.equal(await offsetOf(path), '0');
    const beginnings: readonly (readonly [object, number])[] = [
      [{ kind: 'dataset' }, 400],
      [{ kind: 'job', name: 'd' }, 400],
      [{ kind: 'dataset', name: 'd', bytes: -1 }, 400],
      [{ kind: 'dataset', name: 'd', bytes: 1.5 }, 400],
      [{ kind: 'dataset', name: 'd', bytes: 2 ** 52 }, 413],
      [{ kind: 'dataset', name: 'a/b' }, 422],
      [{ kind: 'dataset', name: 'd', fingerprint: 'x'.repeat(201) }, 400],
      [{ kind: 'dataset', name: 'd', owner: 'bob' }, 400],
      [{ kind: 'package', name: 'p.tar', folder: true }, 400],
    ];
    for (const [payload, status] of beginnings) {
      const answer = await http.ask('ann', 'POST /api/v1/uploads', { payload });
      assert.equal(answer.statusCode, status, JSON.stringify(payload));
    }
  });
});
