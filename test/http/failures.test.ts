import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { ServedChief } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

describe('why fragments failed', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  before(async () => {
    const partly: FakeProgram = {
      *split() {
        for (let n = 1; n <= 30; n += 1) yield Buffer.from(`fragment ${n}`);
      },
      process(fragment, print) {
        const n = Number(fragment.toString().slice(9));
        print(`saw ${n}\n`);
        if (n % 10 === 0) throw new Error('tens');
        if (n === 3) throw new Error('three');
        return fragment;
      },
    };
    served = await ServedChief.start({ programs: { partly } });
    http = await HttpFixture.over(served.chief, served.home);
  });
  after(async () => {
    await http.parts.app.close();
    await served.end();
  });

  it('is told once for all that failed alike, with the bytes of one; and what they printed', async () => {
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'partly', { onError: 'skip', workers: 1 });
    await served.ended(ann, id);
    const { groups, counted, of } = (await http.ask('ann', `GET /api/v1/jobs/${id}/failures`)).json();
    assert.deepEqual([counted, of, groups.length], [4, 4, 2]);
    const [tens, three] = groups;
    assert.deepEqual([tens.code, tens.count, tens.fragments], ['user-error', 3, [10, 20, 30]]);
    assert.deepEqual([three.count, three.example.fragment], [1, 3]);
    assert.match(three.message, /three/);
    assert.equal(Buffer.from(three.example.begins, 'base64').toString(), 'fragment 3');
    assert.equal(three.example.bytes, 10);
    assert.equal(three.example.failure.bundle, `${id}:3`);

    const lines = async (query: string) => {
      const { body } = await http.ask('ann', `GET /api/v1/jobs/${id}/logs?${query}`);
      const texts = body.split('\n').filter((line) => line !== '');
      return texts.map((line) => JSON.parse(line) as { atMs: number; role: string; text: string });
    };
    assert.deepEqual(
      (await lines('tail=2&role=worker')).map(({ text }) => text),
      ['saw 29', 'saw 30'],
    );
    const [found] = await lines('text=SAW%2017');
    assert.equal(found!.text, 'saw 17');
    assert(found!.atMs > 1_600_000_000_000);
    assert.deepEqual(await lines(`since=${Date.now() + 60_000}`), []);
    assert.equal((await http.ask('ann', `GET /api/v1/jobs/${id}/logs?tail=5000`)).statusCode, 400);
    assert.equal((await http.ask('bob', `GET /api/v1/jobs/${id}/logs?tail=5`)).statusCode, 404);

    const bundles = join(served.home.path, 'jobs', id, 'bundles');
    await rm(join(bundles, '10', 'fragment'));
    await rm(join(bundles, '3', 'bundle.json'));
    assert.equal((await readdir(bundles)).length, 4);
    const less = (await http.ask('ann', `GET /api/v1/jobs/${id}/failures`)).json();
    assert.deepEqual([less.counted, less.of, less.groups[0].example.bytes], [3, 4, null]);
  });
});
