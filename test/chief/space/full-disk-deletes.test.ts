import assert from 'node:assert/strict';
import { appendFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ballastBytes } from '../../../src/chief/space/ballast.ts';
import { diskSpace } from '../../../src/chief/space/disk-space.ts';
import type { Account } from '../../../src/store/accounts.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { ServedChief } from '../../helpers/served-chief.ts';
import { HttpFixture } from '../../http/http-fixture.ts';

const deleted = { kind: 'deleted' } as const;
const hourMs = 3_600_000;
const sample = sampleProgram('sample', 1);

// Only root may mount a small disk.
if (process.getuid?.() === 0)
  describe('what is deleted on a full disk', function () {
    this.timeout(60_000);
    let folder: string;
    let served: ServedChief;
    let ann: Account;
    let clock: FakeClock;
    let passing: ReturnType<typeof setInterval>;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'butcher-full-disk-'));
      await execa('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', folder]);
      await mkdir(join(folder, 'home'));
      clock = new FakeClock();
      passing = setInterval(() => clock.advance(250), 10);
      const home = await ChiefHome.onDiskAt(join(folder, 'home'));
      served = await ServedChief.start({ home, clock, programs: { sample }, disk: () => diskSpace(folder) });
      ann = await served.account('ann');
      const ballast = join(home.path, 'ballast');
      while (statSync(ballast, { throwIfNoEntry: false })?.size !== ballastBytes)
        await new Promise((resolve) => setTimeout(resolve, 5));
    });
    afterEach(async () => {
      clearInterval(passing);
      await served.end();
      await served.home.remove();
      await execa('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true });
    });

    /** Takes all the space that is left, as something outside would. */
    const fill = () => {
      for (let bytes = 4 * 1024 * 1024; bytes >= 1; )
        try {
          appendFileSync(join(folder, 'filler'), Buffer.alloc(bytes));
        } catch {
          bytes = Math.floor(bytes / 2);
        }
    };
    /** From now on nobody looks how much is free. */
    const standStill = () => clearInterval(passing);
    const endedJob = async () => {
      const { id } = await served.submit(ann, 'sample');
      assert.equal((await served.ended(ann, id)).state, 'done');
      return id;
    };
    /** Rows of jobs that keep nothing, so that no space is freed with them. */
    const endedRows = async (count: number) => {
      const { jobs } = served.home.store;
      const { package: digest, options } = (await jobs.find(await endedJob(), null))!;
      const ids = Array.from({ length: count }, (_, number) => `row${number}`);
      for (const id of ids) {
        const job = {
          id,
          account: 'ann',
          name: 'row',
          package: digest,
          dataset: null,
          options,
          createdAtMs: 1,
        };
        await jobs.accept(job, { overall: count, perAccount: count });
        await jobs.move(id, ['queued'], 'cancelled', { endedAtMs: 2 });
      }
      return ids;
    };

    it('is what its owner deletes after ends of jobs of which others took the ballast', async () => {
      const { jobs } = served.home.store;
      const move = jobs.move.bind(jobs);
      let ends = 0;
      jobs.move = async (...told) => {
        if (told[2] !== 'done') return move(...told);
        ends += 1;
        // What the ballast has freed is taken before it can be made again.
        if (ends === 1) {
          standStill();
          fill();
        }
        const moved = await move(...told);
        fill();
        return moved;
      };
      const first = await endedJob();
      assert.equal(ends, 2, 'it was stored with the ballast');
      jobs.move = move;
      rmSync(join(folder, 'filler'));
      const second = await endedJob();
      fill();
      for (const id of [first, second]) assert.deepEqual(await served.chief.deleteJob(ann, id), deleted);
    });

    it('is one job after the other while others take whatever is free', async () => {
      const ids = await endedRows(5);
      standStill();
      for (const id of ids) {
        fill();
        assert.deepEqual(await served.chief.deleteJob(ann, id), deleted);
      }
    });

    it('is what was kept long enough, at nobody’s word', async () => {
      const ids = await endedRows(3);
      standStill();
      fill();
      clock.advance(hourMs);
      const { jobs } = served.home.store;
      while ((await Promise.all(ids.map((id) => jobs.find(id, null)))).some((job) => job !== null))
        await new Promise((resolve) => setTimeout(resolve, 5));
    });

    it('is an account with all that it has, once others are blocked and lose their tokens', async () => {
      const { chief, home } = served;
      const { accounts, audit, tokens } = home.store;
      await endedRows(3);
      const http = await HttpFixture.over(chief, home);
      const [token] = (await tokens.list('bob', { limit: 1 })).items;
      const root = (await accounts.find('root'))!;
      standStill();
      fill();
      const payload = { reason: 'greedy', stop: true };
      const blocked = await http.ask('root', 'POST /api/v1/accounts/bob/block', { payload });
      assert.equal(blocked.statusCode, 200, blocked.body);
      fill();
      const revoked = await http.ask('root', `DELETE /api/v1/tokens/${token!.id}`);
      assert.equal(revoked.statusCode, 204, revoked.body);
      fill();
      assert.deepEqual(await chief.deleteAccount(root, 'ann'), deleted);
      const { items } = await audit.list(null, { limit: 3 });
      assert.deepEqual(items.map(({ action }) => action).sort(), [
        'account-blocked',
        'account-deleted',
        'token-revoked',
      ]);
    });
  });
