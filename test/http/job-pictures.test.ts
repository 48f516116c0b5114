import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trial } from '../../src/chief/chief.ts';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import type { Timeline } from '../../src/chief/picture/job-picture.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { Hold } from '../helpers/hold.ts';
import { partlyRemote } from '../helpers/partly-remote.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { granted, ServedChief } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the picture of a job', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  const held = new Hold();
  const later = new Hold();
  before(async () => {
    const partly: FakeProgram = {
      *split() {
        for (let n = 1; n <= 20; n += 1) yield Buffer.from(String(n));
      },
      process(fragment) {
        if (fragment.toString() === '5') throw new Error('no five');
        return fragment;
      },
    };
    const programs = {
      partly,
      long: { ...sampleProgram('long', 6), process: held.process },
      later: { ...sampleProgram('later', 3), process: later.process },
    };
    const isRemote = (role: string) => role === 'worker';
    served = await ServedChief.start({ programs, runtime: (fake) => partlyRemote(fake, isRemote) });
    http = await HttpFixture.over(served.chief, served.home);
  });
  after(async () => {
    held.release();
    later.release();
    await http.parts.app.close();
    await served.end();
  });
  const timeline = async (id: string, caller: 'ann' | 'bob' = 'ann') =>
    (await http.ask(caller, `GET /api/v1/jobs/${id}/timeline`)).json().timeline as Timeline;

  it('shows what each container has while it runs, and is followed to its end', async () => {
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'long', { workers: 2 });
    const never = new AbortController().signal;
    const told: Timeline[] = [];
    const following = (async () => {
      for await (const { type, json } of granted(await served.chief.pictures.follow(ann, id, never))) {
        assert.equal(type, 'timeline');
        told.push(JSON.parse(json));
      }
    })();
    await held.begun(2);
    const now = await timeline(id);
    assert.deepEqual([now.live, now.state, now.frontier], [true, 'running', 0]);
    assert(sum(now.cells.inHand) >= 2);
    assert.deepEqual(
      now.lanes.map(({ role, worker, node }) => [role, worker, node]),
      [
        ['splitter', null, null],
        ['worker', 1, 'elsewhere'],
        ['worker', 2, 'elsewhere'],
        ['merger', null, null],
      ],
    );
    const workers = now.lanes.filter(({ role }) => role === 'worker');
    for (const lane of workers) assert.deepEqual([lane.state, lane.tries, lane.done], ['busy', 1, 0]);
    assert.deepEqual(new Set(workers.map(({ first }) => first)).size, 2);
    assert(now.stages.some(({ stage, endedAtMs }) => stage === 'process' && endedAtMs === null));
    held.release();
    await following;
    const last = told.at(-1)!;
    assert.deepEqual([last.state, last.live, last.frontier, last.newest], ['done', false, 6, 6]);
    assert.deepEqual(last, await timeline(id));
    assert.equal((await http.ask('bob', `GET /api/v1/jobs/${id}/timeline/events`)).statusCode, 404);
  });

  it('stays when the job has ended, with what was left out and how it went', async () => {
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'partly', { onError: 'skip' });
    await served.ended(ann, id);
    const end = await timeline(id);
    assert.deepEqual([end.live, end.exhausted, end.newest, end.frontier], [false, true, 20, 20]);
    assert.deepEqual([sum(end.cells.merged), sum(end.cells.skipped), sum(end.cells.waiting)], [19, 1, 0]);
    assert.equal(end.cells.skipped[4], 1);
    assert.deepEqual(end.lanes, []);
    const stages = end.stages.map(({ stage }) => stage);
    for (const stage of ['checking', 'containers', 'split', 'process', 'merge', 'finish', 'packing'] as const)
      assert(stages.includes(stage), stage);
    assert(end.stages.every(({ startedAtMs, endedAtMs }) => endedAtMs !== null && endedAtMs >= startedAtMs));
    const { samples } = (await http.ask('ann', `GET /api/v1/jobs/${id}/samples`)).json();
    assert.equal(samples.columns.merged.at(-1), 19);
    assert.equal(samples.runs.length, 1);
    const file = join(served.home.path, 'jobs', id, 'picture.json');
    assert((await readFile(file)).length < 100_000);
    await writeFile(file, '{"newest": -1}');
    assert.deepEqual((await timeline(id)).cells.merged, [], 'what cannot be read counts as nothing');
  });

  it('shows what the first fragments came to, of which no results are kept', async () => {
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'partly', { firstFragments: 6, workers: 4, onError: 'skip' });
    const trial = () => http.ask('ann', `GET /api/v1/jobs/${id}/trial`);
    await served.ended(ann, id);
    const { job } = (await http.ask('ann', `GET /api/v1/jobs/${id}`)).json();
    assert.deepEqual([job.state, job.workers, job.hasResults, job.counts.merged], ['done', 1, false, 5]);
    const told = (await trial()).json().trial as Trial;
    assert.deepEqual(
      told.fragments.map(({ fragment, bytes, begins, result, failure }) => [
        ...[fragment, bytes, Buffer.from(begins, 'base64').toString()],
        ...[result?.begins ?? null, failure?.code ?? null],
      ]),
      ['1', '2', '3', '4', '5', '6'].map((text, index) => {
        const isBad = text === '5';
        const begins = isBad ? null : Buffer.from(text).toString('base64');
        return [index + 1, 1, text, begins, isBad ? 'user-error' : null];
      }),
    );
    assert.match(told.fragments[4]!.failure!.message, /no five/);
    assert.equal(told.split?.ended, false);
    assert.equal(told.estimate?.kind, 'unknown');
    const results = await http.ask('ann', `GET /api/v1/jobs/${id}/results`);
    assert.deepEqual([results.statusCode, results.json().code], [409, 'wrong-state']);
    assert.deepEqual((await readdir(join(served.home.path, 'jobs', id))).sort(), [
      'bundles',
      'log.jsonl',
      'picture.json',
      'trial.json',
    ]);
    assert.equal((await http.ask('bob', `GET /api/v1/jobs/${id}/trial`)).statusCode, 404);
    const { items } = (await http.ask('ann', 'GET /api/v1/jobs/rows')).json();
    assert.equal(items.find((row: { id: string }) => row.id === id).firstFragments, 6);
    await writeFile(join(served.home.path, 'jobs', id, 'trial.json'), '{"fragments": 3}');
    assert.deepEqual((await trial()).json().trial.fragments, [], 'what cannot be read is none');
  });

  it('has no such test of other jobs, and none of one that has not ended', async () => {
    const ann = await served.account('ann');
    const whole = await served.submit(ann, 'partly', { onError: 'skip' });
    await served.ended(ann, whole.id);
    const none = await http.ask('ann', `GET /api/v1/jobs/${whole.id}/trial`);
    assert.deepEqual([none.statusCode, none.json().code], [404, 'not-found']);
    const early = await served.submit(ann, 'later', { firstFragments: 2 });
    await later.begun(1);
    const asked = await http.ask('ann', `GET /api/v1/jobs/${early.id}/trial`);
    assert.deepEqual([asked.statusCode, asked.json().code], [409, 'wrong-state']);
    later.release();
    const again = await http.ask('ann', `POST /api/v1/jobs/${whole.id}/rerun`, {
      payload: { options: { firstFragments: 2 } },
    });
    const { id } = again.json().job;
    await served.ended(ann, id);
    assert.equal((await http.ask('ann', `GET /api/v1/jobs/${id}/trial`)).json().trial.fragments.length, 2);
    const all = await http.ask('ann', `POST /api/v1/jobs/${id}/rerun`, {
      payload: { options: { firstFragments: null } },
    });
    const { options } = all.json().job;
    assert.deepEqual([options.firstFragments, options.resume, options.workers], [undefined, true, 4]);
    await served.ended(ann, all.json().job.id);
  });
});
