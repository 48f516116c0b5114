import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { fuzzRequests } from './fuzz-requests.ts';
import { HttpFixture } from './http-fixture.ts';

/** As much of the document as is asked for. */
interface Described {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly {
              readonly name: string;
              readonly in: string;
              readonly schema?: { readonly type?: string | readonly string[] };
            }[];
          }
        >
      >
    >
  >;
}

describe('malformed requests', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('get answers of the described kinds, never a fault of ours', async () => {
    const { refused, granted } = await fuzzRequests(http, 200, 11);
    assert(refused > 50 && granted > 5, `${refused} refused, ${granted} granted`);
  });

  it('are told what is wrong with them', async () => {
    const { digest } = await http.submit('ann');
    const told = async (payload: unknown) => {
      const answer = await http.ask('ann', 'POST /api/v1/jobs', {
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(answer.statusCode, 400, answer.body);
      return answer.json().detail;
    };
    assert.equal(await told({}), 'The body lacks "package".');
    assert.equal(
      await told({ package: digest, optoins: {} }),
      'The body has an unknown field "optoins"; did you mean "options"?',
    );
    assert.equal(
      await told({ package: digest, options: { limits: { memroy: 1 } } }),
      'The body at options.limits has an unknown field "memroy"; did you mean "memory"?',
    );
    assert.equal(
      await told({ package: digest, options: { workers: '3' } }),
      'The body at options.workers must be a whole number.',
    );
    assert.equal(
      await told({ package: digest, options: { onError: 'ignore' } }),
      'The body at options.onError must be one of fail, skip.',
    );
    assert.equal(await told({ package: digest, name: '' }), 'The body at name must not be empty.');
    assert.equal(
      await told({ package: digest, options: { workers: 0 } }),
      'The body at options.workers must be at least 1.',
    );
    const many = await http.ask('ann', 'GET /api/v1/jobs?limit=1001');
    assert.equal(many.json().detail, 'The query at limit must be at most 1000.');
    assert.match(await told('{"package": '), /JSON/);
    assert.match(await told('{"__proto__": {"x": 1}}'), /\.$/);
    for (const cursor of ['x', '-1', '0', '1.5', '1e3', '9'.repeat(16), 'bmV4dA=='])
      assert.equal(
        (await http.ask('ann', 'GET /api/v1/jobs', { query: { cursor } })).statusCode,
        400,
        cursor,
      );
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'state=gone', 'state=', 'stat=done'])
      assert.equal((await http.ask('ann', `GET /api/v1/jobs?${query}`)).statusCode, 400, query);
  });

  it('are refused where a number is beyond all numbers, wherever there is one', async () => {
    const { id, digest } = await http.submit('ann');
    const { paths } = (await http.ask('ann', 'GET /api/v1/openapi.json')).json() as Described;
    let tried = 0;
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { parameters = [] }] of Object.entries(methods))
        for (const { name, in: place, schema } of parameters) {
          const isNumber = [schema?.type].flat().some((type) => type === 'integer' || type === 'number');
          if (!isNumber || place === 'header') continue;
          for (const value of ['1e999', '-1e999', 'Infinity', '-Infinity', 'NaN']) {
            const filled = path.replace(/\{(\w+)\}/g, (_, part) =>
              part === name ? value : (({ id, digest } as Record<string, string>)[part] ?? '1'),
            );
            const query = place === 'query' ? { [name]: value } : {};
            const answer = await http.ask('root', `${method.toUpperCase()} ${filled}`, { query });
            const due = place === 'query' ? 400 : 404;
            assert.equal(answer.statusCode, due, `${method} ${filled} ${name}=${value}: ${answer.body}`);
            tried += 1;
          }
        }
    assert.ok(tried > 50, String(tried));
  });

  it('are refused where they have a field, or a body, that means nothing', async () => {
    const job = await http.submit('ann');
    const headers = { 'content-type': 'application/json' };
    const tried: readonly (readonly [string, unknown, RegExp])[] = [
      [
        `POST /api/v1/jobs/${job.id}/resume`,
        { packages: job.digest },
        /has an unknown field "packages".*did you mean "package"/,
      ],
      [`POST /api/v1/jobs/${job.id}/resume`, { package: 'mine' }, /The body at package must match/],
      [`POST /api/v1/jobs/${job.id}/resume`, { keepResults: true }, /keepResults has a meaning only with/],
      [
        `POST /api/v1/jobs/${job.id}/cancel`,
        { raeson: 'x' },
        /has an unknown field "raeson".*did you mean "reason"/,
      ],
      [`POST /api/v1/jobs/${job.id}/cancel`, { reason: 7 }, /The body at reason must be text\./],
      [`POST /api/v1/jobs/${job.id}/cancel`, [], /must be/],
      [`DELETE /api/v1/jobs/${job.id}`, { force: true }, /takes no body, so its field "force" means nothing/],
      [`DELETE /api/v1/jobs/${job.id}`, 'text', /takes no body\./],
    ];
    for (const [route, payload, reason] of tried) {
      const answer = await http.ask('ann', route, { payload: JSON.stringify(payload), headers });
      assert.equal(answer.statusCode, 400, `${route} ${answer.body}`);
      assert.match(answer.json().detail, reason);
    }
    for (const payload of [undefined, '{}', '{"reason":"enough"}']) {
      const options = payload === undefined ? {} : { payload, headers };
      assert.equal((await http.ask('ann', `POST /api/v1/jobs/${job.id}/cancel`, options)).statusCode, 200);
    }
    assert.equal((await http.ask('ann', `POST /api/v1/jobs/${job.id}/resume`)).statusCode, 202);
  });

  it('are told so without a character of theirs that could turn a line around', async () => {
    const { statusCode, body } = await http.ask('root', 'POST /api/v1/tokens', {
      payload: JSON.stringify({ account: 'ann', expires: '\u202e12h' }),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(statusCode, 400);
    assert.match(JSON.parse(body).detail, /not "\\u202e12h"\.$/);
  });

  it('of a wrong type or size, or for an address that is none, are refused', async () => {
    const refusal = async (request: string, payload?: string, type?: string) => {
      const headers = type === undefined ? {} : { 'content-type': type };
      const answer = await http.ask('ann', request, { headers, ...(payload !== undefined && { payload }) });
      assert.match(answer.headers['content-type']?.toString() ?? '', /^application\/problem\+json/);
      return [answer.statusCode, answer.json().code];
    };
    const jobs = 'POST /api/v1/jobs';
    assert.deepEqual(await refusal(jobs, 'x', 'text/html'), [415, 'unsupported-media-type']);
    assert.deepEqual(await refusal(jobs, `"${'x'.repeat(70_000)}"`, 'application/json'), [
      413,
      'body-too-large',
    ]);
    assert.deepEqual(await refusal(jobs, '', 'application/json'), [400, 'bad-request']);
    assert.deepEqual(await refusal(jobs), [400, 'bad-request']);
    assert.deepEqual(await refusal('POST /api/v1/packages'), [400, 'bad-request']);
    assert.deepEqual(await refusal('POST /api/v1/packages', 'x', 'multipart/form-data'), [
      400,
      'bad-request',
    ]);
    const noFile = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n';
    assert.deepEqual(await refusal('POST /api/v1/packages', noFile, 'multipart/form-data; boundary=x'), [
      400,
      'bad-request',
    ]);
    assert.deepEqual(await refusal('PATCH /api/v1/jobs'), [405, 'method-not-allowed']);
    assert.deepEqual(await refusal('GET /api/v2/jobs'), [404, 'not-found']);
    assert.deepEqual(await refusal('GET /api/v1/jobs/%zz'), [400, 'bad-request']);
    assert.deepEqual(await refusal(`GET /api/v1/jobs/${'x'.repeat(500)}`), [404, 'not-found']);
    assert.deepEqual(await refusal('GET /api/v1/jobs/..%2f..%2fetc'), [404, 'not-found']);
  });

  it('with a body that has to be decoded first are refused, and nothing of it is kept', async () => {
    const begun = await http.ask('ann', 'POST /api/v1/uploads', { payload: { kind: 'dataset', name: 'a' } });
    const upload = `PATCH /api/v1/uploads/${begun.json().upload.id}`;
    const send = (request: string, encoding: string) => {
      const type = request === upload ? 'application/partial-upload' : 'application/octet-stream';
      const part = { 'upload-offset': '0', 'upload-complete': '?1' };
      const headers = { 'content-type': type, 'content-encoding': encoding, ...part };
      return http.ask('ann', request, { headers, payload: gzipSync('data') });
    };
    const datasets = 'POST /api/v1/datasets?name=a';
    for (const [request, encoding] of [
      [datasets, 'gzip'],
      [datasets, 'identity, BR'],
      ['POST /api/v1/packages', 'gzip'],
      [upload, 'gzip'],
    ] as const) {
      const answer = await send(request, encoding);
      assert.deepEqual([answer.statusCode, answer.json().code], [415, 'unsupported-media-type'], request);
      assert.match(answer.json().help, /without that header/);
    }
    assert.deepEqual((await http.ask('ann', 'GET /api/v1/datasets')).json().items, []);
    for (const request of [datasets, upload])
      assert.equal((await send(request, 'Identity')).statusCode, 201, request);
  });

  it('do not make a fault of ours theirs', async () => {
    const { digest } = await http.submit('ann');
    const payload = { package: digest };
    http.chief.breakdown = new Error('a secret of the store');
    const broken = await http.ask('ann', 'POST /api/v1/jobs', { payload });
    assert.deepEqual([broken.statusCode, broken.json().code], [500, 'internal']);
    assert.doesNotMatch(broken.body, /secret/);
    assert.match(http.parts.log.join(''), /a secret of the store/);
    http.chief.breakdown = Object.assign(new Error('write'), { code: 'ENOSPC' });
    const full = await http.ask('ann', 'POST /api/v1/jobs', { payload });
    assert.deepEqual([full.statusCode, full.json().code], [507, 'disk-full']);
    http.chief.breakdown = null;
  });
});
