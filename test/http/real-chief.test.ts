import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { overlayRuntime } from '../../src/runtime/overlay.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { ServedChief, tarOf } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

const files = {
  'Split.py': "def splitter(path):\n    yield b''\n",
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
};

const partly: FakeProgram = {
  *split() {
    for (const text of ['a', 'b', 'c']) yield Buffer.from(text);
  },
  process(fragment, print) {
    print(`saw ${fragment}\n`);
    if (fragment.toString() === 'b') throw new Error('no b');
    return fragment;
  },
};

describe('a real chief over HTTP', () => {
  it('is not ready, rather than stopping, while it is being started', async () => {
    const held = new Hold();
    const served = await ServedChief.make({
      runtime: (fake) =>
        overlayRuntime(fake, {
          sweep: async () => {
            await held.process(Buffer.of());
            return fake.sweep();
          },
        }),
    });
    const http = await HttpFixture.over(served.chief, served.home);
    const started = served.chief.start();
    try {
      await held.begun(1);
      const asked = ['GET /readyz', 'DELETE /api/v1/jobs/aaaaaaaaaaaa', 'POST /api/v1/packages'];
      const answersOf = async () => {
        const answers: unknown[] = [];
        for (const request of asked) {
          const payload = request.startsWith('POST') ? { payload: await buffer(tarOf(files)) } : {};
          const { statusCode, headers, body } = await http.ask('ann', request, payload);
          const { code, detail } = JSON.parse(body);
          answers.push([statusCode, code, detail, headers['retry-after']]);
        }
        return answers;
      };
      const starting = [503, 'not-ready', 'The chief is being started.', '10'];
      assert.deepEqual(await answersOf(), [starting, starting, starting]);
      assert.equal((await http.ask('ann', 'GET /api/v1/jobs')).statusCode, 200);

      held.release();
      await started;
      assert.equal((await http.ask(null, 'GET /readyz')).statusCode, 200);

      await served.chief.stop();
      const stopping = [503, 'stopping', 'The chief is being stopped and takes nothing new.', '10'];
      assert.deepEqual(await answersOf(), [
        [503, 'not-ready', 'The chief is being stopped.', '10'],
        stopping,
        stopping,
      ]);
    } finally {
      held.release();
      await http.parts.app.close();
      await served.end();
    }
  });
});

describe('jobs of a real chief over HTTP', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  let digest: string;
  const held = new Hold();
  before(async () => {
    const long = { ...sampleProgram('long', 2), process: held.process };
    served = await ServedChief.start({ programs: { fine: sampleProgram('x', 5), partly, long } });
    http = await HttpFixture.over(served.chief, served.home);
    const uploaded = await http.ask('ann', 'POST /api/v1/packages', {
      payload: await buffer(tarOf(files)),
      query: { name: 'p.tar' },
    });
    assert.equal(uploaded.statusCode, 201, uploaded.body);
    digest = uploaded.json().package.digest;
  });
  after(async () => {
    held.release();
    await http.parts.app.close();
    await served.end();
  });
  const submit = async (name: string, options: object = {}) => {
    const payload = { package: digest, name, options };
    const submitted = await http.ask('ann', 'POST /api/v1/jobs', { payload });
    assert.equal(submitted.statusCode, 202, submitted.body);
    return `/api/v1/jobs/${submitted.json().job.id}`;
  };

  it('are followed to their end, and their results are those of the chief', async () => {
    const job = await submit('fine');
    const { body } = await http.ask('ann', `GET ${job}/events`);
    const told = [...body.matchAll(/^id: (\S+)\nevent: (\w+)\ndata: (.*)$/gm)];
    assert.deepEqual([told[0]?.[2], told.at(-1)?.[2]], ['job', 'report']);
    const report = JSON.parse(told.at(-1)![3]!);
    const seen = (await http.ask('ann', `GET ${job}`)).json().job;
    assert.deepEqual([seen.state, seen.counts.merged, seen.hasResults], ['done', 5, true]);
    for (const key of Object.keys(report.job)) assert.deepEqual(seen[key], report.job[key], key);
    const results = await http.ask('ann', `GET ${job}/results`);
    const hash = createHash('sha256').update(results.rawPayload).digest('hex');
    assert.equal(results.headers.etag, `"sha256:${hash}"`);
    const headers = { 'last-event-id': told.at(-1)![1]! };
    const again = await http.ask('ann', `GET ${job}/events`, { headers });
    assert.match(again.body, /^retry: 2000\n\n/);
    const page = (await http.ask('ann', 'GET /api/v1/jobs?state=done')).json();
    const { content, ...listed } = seen;
    assert.deepEqual(page.items[0], listed);
    assert.equal(content.resultsDigest, `sha256:${hash}`);
    assert.equal((await http.ask('ann', `DELETE ${job}`)).statusCode, 204);
    assert.equal((await http.ask('ann', `GET ${job}/results`)).statusCode, 404);
  });

  it('have the parameters that their package declares, and are shown with them, but not in lists', async () => {
    const params = { properties: { width: { type: 'integer', default: 3 } } };
    const uploaded = await http.ask('ann', 'POST /api/v1/packages', {
      payload: await buffer(tarOf({ ...files, 'butcher.json': JSON.stringify({ params }) })),
      query: { name: 'q.tar' },
    });
    const { package: declaring } = uploaded.json();
    assert.deepEqual(declaring.manifest.params, params);
    const ask = (options: object) =>
      http.ask('ann', 'POST /api/v1/jobs', { payload: { package: declaring.digest, name: 'fine', options } });
    const refused = await ask({ params: { width: 'x' } });
    assert.deepEqual([refused.statusCode, refused.json().code], [422, 'bad-options']);
    assert.equal(refused.json().detail, 'The parameter width is "x"; expected a whole number.');
    const poisoned = await http.ask('ann', 'POST /api/v1/jobs', {
      payload: `{"package": "${declaring.digest}", "options": {"params": {"__proto__": {"width": 1}}}}`,
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(poisoned.statusCode, 400);
    for (const [given, width] of [
      [{}, 3],
      [{ params: { width: 5 } }, 5],
    ] as const) {
      const job = `/api/v1/jobs/${(await ask(given)).json().job.id}`;
      await http.ask('ann', `GET ${job}/events`);
      const seen = (await http.ask('ann', `GET ${job}`)).json().job;
      assert.deepEqual([seen.state, seen.params, seen.options.params], ['done', { width }, { width }]);
      const [listed] = (await http.ask('ann', 'GET /api/v1/jobs')).json().items;
      assert.deepEqual([listed.id, listed.params, listed.options.params], [seen.id, undefined, undefined]);
      await http.ask('ann', `DELETE ${job}`);
    }
    const { items } = (await http.ask('ann', 'GET /api/v1/packages')).json();
    assert.equal(
      items.find((each: { digest: string }) => each.digest === declaring.digest).manifest.params,
      undefined,
    );
  });

  it('show what they lost, with a bundle to run it again', async () => {
    const job = await submit('partly', { onError: 'skip', workers: 1 });
    await http.ask('ann', `GET ${job}/events`);
    const { items } = (await http.ask('ann', `GET ${job}/fragments`)).json();
    assert.deepEqual([items.length, items[0].fragment, items[0].state], [1, 2, 'skipped']);
    const bundle = await http.ask('ann', `GET ${job}/fragments/2/bundle`);
    assert(bundle.rawPayload.includes('bundle.json'));
    assert.equal((await http.ask('ann', `GET ${job}/fragments/1/bundle`)).statusCode, 404);
    const logs = await http.ask('ann', `GET ${job}/logs`);
    assert(logs.body.split('\n').some((line) => line !== '' && JSON.parse(line).text === 'saw b'));
  });

  it('are cancelled, resumed and not deleted while they run', async () => {
    const job = await submit('long');
    await held.begun(1);
    assert.equal((await http.ask('ann', `GET ${job}`)).json().job.state, 'running');
    assert.equal((await http.ask('ann', `GET ${job}/results`)).json().code, 'wrong-state');
    assert.equal((await http.ask('ann', `DELETE ${job}`)).json().code, 'wrong-state');
    assert.equal((await http.ask('ann', `DELETE /api/v1/packages/${digest}`)).json().code, 'in-use');
    assert.equal((await http.ask('ann', `POST ${job}/cancel`)).json().job.state, 'cancelled');
    held.release();
    assert.equal((await http.ask('ann', `POST ${job}/resume`)).statusCode, 202);
    await http.ask('ann', `GET ${job}/events`);
    assert.equal((await http.ask('ann', `GET ${job}`)).json().job.state, 'done');
    assert.equal((await http.ask('ann', `POST ${job}/cancel`)).json().code, 'wrong-state');
  });

  it('are refused with options, names or archives that cannot be', async () => {
    const refusal = async (payload: object) => {
      const answer = await http.ask('ann', 'POST /api/v1/jobs', { payload: { package: digest, ...payload } });
      return [answer.statusCode, answer.json().code];
    };
    for (const options of [{ maxFailed: 'many' }, { limits: { memory: '900GiB' } }, { ociRuntime: '../x' }])
      assert.deepEqual(await refusal({ options }), [422, 'bad-options'], JSON.stringify(options));
    assert.deepEqual(await refusal({ dataset: 'none' }), [422, 'no-dataset']);
    assert.deepEqual(await refusal({ name: '../x' }), [400, 'bad-request']);
    const evil = await http.ask('ann', 'POST /api/v1/packages', {
      payload: await buffer(tarOf({ '../Split.py': 'x' })),
    });
    assert.deepEqual([evil.statusCode, evil.json().report.findings[0].rule], [422, 'BUT108']);
    for (const name of ['../x', 'a\0b', '..', 'x\r\ny', 'é'.repeat(128), 'c1\u0085'])
      assert.equal(
        (await http.ask('ann', 'POST /api/v1/datasets', { query: { name }, payload: 'x' })).json().code,
        'bad-name',
      );
    const folder = { query: { name: 'd', folder: 'true' }, payload: 'not a tar' };
    assert.equal((await http.ask('ann', 'POST /api/v1/datasets', folder)).json().code, 'bad-archive');
  });
});
