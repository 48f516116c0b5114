import assert from 'node:assert/strict';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { ServedChief } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly state: string;
  readonly position: number | null;
  readonly counts: { readonly merged: number };
}

describe('lists of jobs', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  const held = new Hold();
  afterEach(() => {
    // A test that failed halfway leaves no job that the next one would have to wait for.
    held.release();
  });
  before(async () => {
    const programs = {
      long: { ...sampleProgram('long', 2), process: held.process },
      short: sampleProgram('short', 3),
    };
    served = await ServedChief.start({ programs, settings: { runningJobs: 1 } });
    http = await HttpFixture.over(served.chief, served.home);
  });
  after(async () => {
    held.release();
    await http.parts.app.close();
    await served.end();
  });
  const rows = async (caller: 'ann' | 'bob' | 'root', query = '') =>
    (await http.ask(caller, `GET /api/v1/jobs/rows${query}`)).json().items as readonly Row[];

  it('are filtered, counted and shown as rows, each account its own', async () => {
    const [ann, bob] = [await served.account('ann'), await served.account('bob')];
    const short = await served.submit(ann, 'short');
    await served.ended(ann, short.id);
    const other = await served.submit(bob, 'other');
    await served.ended(bob, other.id);
    const running = await served.submit(ann, 'long');
    await held.begun(1);
    const waiting = await served.submit(ann, 'long');
    assert.deepEqual(
      (await rows('ann')).map(({ id, state, position }) => [id, state, position]),
      [
        [waiting.id, 'queued', 1],
        [running.id, 'running', null],
        [short.id, 'done', null],
      ],
    );
    assert.deepEqual(
      (await rows('ann', '?text=SHOR')).map(({ id, counts }) => [id, counts.merged]),
      [[short.id, 3]],
    );
    assert.equal((await rows('ann', `?package=${short.package}&state=done`)).length, 1);
    assert.deepEqual(await rows('ann', '?since=9000000000000'), []);
    assert.equal((await rows('ann', '?until=9000000000000')).length, 3);
    assert.deepEqual(await rows('ann', '?account=bob'), []);
    assert.equal((await rows('ann', '?account=ann')).length, 3);
    assert.deepEqual(
      (await rows('root', '?account=bob')).map(({ account, name }) => [account, name]),
      [['bob', 'other']],
    );
    assert.equal((await rows('root')).length, 4);
    const counts = async (caller: 'ann' | 'root', query = '') =>
      (await http.ask(caller, `GET /api/v1/jobs/counts${query}`)).json().counts;
    assert.deepEqual(await counts('ann'), { done: 1, queued: 1, running: 1 });
    assert.deepEqual(await counts('ann', '?account=bob'), {});
    assert.equal((await counts('root')).done, 2);
    const { items } = (await http.ask('ann', 'GET /api/v1/jobs?text=short')).json();
    assert.equal(items[0].id, short.id);
    assert.equal((await http.ask('ann', 'GET /api/v1/jobs?text=')).statusCode, 400);

    const { job } = (await http.ask('ann', `GET /api/v1/jobs/${waiting.id}`)).json();
    assert.deepEqual([job.position, job.exhausted], [1, false]);
    assert.match(job.waitsFor, /^a running job to end/);
    const done = (await http.ask('ann', `GET /api/v1/jobs/${short.id}`)).json().job;
    const { content, storedBytes } = done;
    assert.match(content.resultsDigest, /^sha256:/);
    assert(content.packageBytes > 0 && content.resultsBytes > 0 && storedBytes > 0);
    assert.deepEqual([content.datasetBytes, content.datasetDigest], [null, null]);
    await served.chief.cancel(ann, waiting.id);
    held.release();
    await served.ended(ann, running.id);
  });

  it('are acted on together, each with its own answer, and nobody else’s', async () => {
    const ann = await served.account('ann');
    const done = await served.submit(ann, 'short');
    await served.ended(ann, done.id);
    const other = await served.submit(ann, 'short', { retries: 1 });
    await served.ended(ann, other.id);
    const bulk = async (caller: 'ann' | 'bob', action: string, ids: readonly string[]) => {
      const answer = await http.ask(caller, 'POST /api/v1/jobs/bulk', { payload: { action, ids } });
      return answer.json().items as readonly {
        id: string;
        done: boolean;
        problem: { code: string } | null;
      }[];
    };
    const ids = [done.id, 'nothing', other.id];
    const outcomes = (items: Awaited<ReturnType<typeof bulk>>) =>
      items.map((item) => [item.id, item.done, item.problem?.code]);
    assert.deepEqual(outcomes(await bulk('ann', 'cancel', ids)), [
      [done.id, false, 'wrong-state'],
      ['nothing', false, 'not-found'],
      [other.id, false, 'wrong-state'],
    ]);
    assert((await bulk('bob', 'delete', ids)).every(({ problem }) => problem?.code === 'not-found'));
    assert.deepEqual(
      (await bulk('ann', 'delete', ids)).map(({ done }) => done),
      [true, false, true],
    );
    const many = Array.from({ length: 201 }, (_, index) => `j${index}`);
    const payload = { action: 'delete', ids: many };
    assert.equal((await http.ask('ann', 'POST /api/v1/jobs/bulk', { payload })).statusCode, 400);
  });

  it('begin anew as new jobs, but for what is said', async () => {
    const ann = await served.account('ann');
    const options = { workers: 3, onError: 'skip', maxFailed: '7%', limits: { pids: 32, memory: '1GiB' } };
    const first = await served.submit(ann, 'short', options);
    await served.ended(ann, first.id);
    const again = async (body: object | null, caller: 'ann' | 'bob' = 'ann') =>
      http.ask(caller, `POST /api/v1/jobs/${first.id}/rerun`, body === null ? {} : { payload: body });
    const same = (await again(null)).json().job;
    assert.notEqual(same.id, first.id);
    assert.deepEqual([same.name, same.options], [first.name, first.options]);
    const other = (
      await again({ name: 'named', options: { workers: 1, limits: { pids: 20 }, onError: 'fail' } })
    ).json().job;
    assert.equal(other.name, 'named');
    assert.deepEqual(other.options, {
      ...first.options,
      ...{ workers: 1, onError: 'fail', maxFailed: null },
      limits: { ...first.options.limits, pids: 20 },
    });
    const wrong = await again({ options: { limits: { memory: '900GiB' } } });
    assert.deepEqual([wrong.statusCode, wrong.json().code], [422, 'bad-options']);
    assert.equal((await again(null, 'bob')).json().code, 'not-found');
    const gone = await again({ package: `sha256:${'0'.repeat(64)}` });
    assert.equal(gone.json().code, 'no-package');
    for (const { id } of [same, other]) await served.ended(ann, id);
  });
});
