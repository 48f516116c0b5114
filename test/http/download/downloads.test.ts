import assert from 'node:assert/strict';
import { resultsDigest, resultsText } from '../fake-chief.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('downloads of results', () => {
  let http: HttpFixture;
  let url: string;
  before(async () => {
    http = await HttpFixture.make();
    url = `/api/v1/jobs/${(await http.submit('ann')).id}/results`;
  });
  after(() => http.remove());
  const get = (headers: Readonly<Record<string, string>> = {}) => http.ask('ann', `GET ${url}`, { headers });
  const etag = `"${resultsDigest}"`;
  const { length } = resultsText;

  it('are whole, with digest, length and a name', async () => {
    const { statusCode, headers, body } = await get();
    assert.deepEqual([statusCode, body], [200, resultsText]);
    assert.deepEqual(
      ['etag', 'content-length', 'content-type', 'accept-ranges', 'content-disposition'].map(
        (n) => headers[n],
      ),
      [etag, String(length), 'application/x-tar', 'bytes', 'attachment; filename="p.tar"'],
    );
    const digest = Buffer.from(resultsDigest.slice(7), 'hex').toString('base64');
    assert.equal(headers['repr-digest'], `sha-256=:${digest}:`);
  });

  it('go on where they broke off', async () => {
    const half = await get({ range: 'bytes=0-4999' });
    assert.deepEqual([half.statusCode, half.headers['content-length']], [206, '5000']);
    assert.equal(half.headers['content-range'], `bytes 0-4999/${length}`);
    const rest = await get({ range: 'bytes=5000-', 'if-range': etag });
    assert.equal(rest.statusCode, 206);
    assert.equal(half.body + rest.body, resultsText);
    const changed = await get({ range: 'bytes=5000-', 'if-range': '"sha256:other"' });
    assert.deepEqual([changed.statusCode, changed.body], [200, resultsText]);
    const weak = await get({ range: 'bytes=5000-', 'if-range': `W/${etag}` });
    assert.equal(weak.statusCode, 200);
  });

  it('have no part beyond their end', async () => {
    const beyond = await get({ range: `bytes=${length}-` });
    assert.deepEqual([beyond.statusCode, beyond.headers['content-range']], [416, `bytes */${length}`]);
    assert.equal(beyond.json().code, 'range-not-satisfiable');
    assert.equal((await get({ range: 'bytes=0-1,5-6' })).body, resultsText);
  });

  it('are not sent to who has them, or asks only about them', async () => {
    assert.equal((await get({ 'if-none-match': `"x", ${etag}` })).statusCode, 304);
    assert.equal((await get({ 'if-none-match': '"x"' })).statusCode, 200);
    const head = await http.ask('ann', `HEAD ${url}`);
    assert.deepEqual([head.statusCode, head.body, head.headers['content-length']], [200, '', String(length)]);
    assert.equal(head.headers.etag, etag);
  });
});
