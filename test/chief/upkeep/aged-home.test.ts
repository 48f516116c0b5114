import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contentName } from '../../../src/chief/content/content-paths.ts';
import type { RetentionTimes } from '../../../src/chief/upkeep/expiry.ts';
import type { Account } from '../../../src/store/accounts.ts';
import { pick, seededRandom } from '../../faults/random.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { defaultSettings } from '../../helpers/chief-settings.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, packageUpload, ServedChief, upload } from '../../helpers/served-chief.ts';

const day = 86_400_000;
const days = 100;
const jobs = 6;
const owners = ['ann', 'bob'];

/** Of a job, what decides whether it and its things stay. */
interface Made {
  readonly id: string;
  readonly owner: string;
  readonly kind: 'done' | 'fails' | 'held';
  readonly digest: string;
  readonly dataset: string | null;
}

/** A home whose chief has not looked at it for a long time. */
describe('a home that was left for 100 days', () => {
  const settings: readonly (readonly [what: string, retention: Partial<RetentionTimes>])[] = [
    ['as nobody has set anything', {}],
    ['that keeps failed jobs and datasets for longer', { failed: 200 * 86_400, datasets: 0 }],
    ['that keeps results for ever', { results: 0, packages: 3600, audit: 30 * 86_400 }],
  ];
  for (const [index, [what, retention]] of settings.entries())
    it(`shrinks to what the settings say, and nothing in use goes: ${what}`, async () => {
      const times = { ...defaultSettings(2).retention, ...retention };
      const home = await ChiefHome.onDisk();
      let now = home;
      const hold = new Hold();
      const programs = {
        done: sampleProgram('x', 2),
        held: { ...sampleProgram('x', 2), process: hold.process },
        fails: {
          ...sampleProgram('x', 2),
          process: () => {
            throw new Error('no');
          },
        },
      };
      const part = { programs, settings: { runningJobs: jobs, retention: times } };
      try {
        const first = await ServedChief.start({ home, ...part });
        const made = await fill(first, seededRandom(index + 1)).finally(() => first.end());
        now = await home.aged(days * day);
        const second = await ServedChief.start({ home: now, ...part });
        try {
          const root = await second.account('root');
          granted(await second.chief.removeExpired(root));
          const { datasets: keptDatasets, ...kept } = await left(now);
          const { datasets, ...others } = expected(made, times);
          assert.deepEqual(kept, others);
          assert.deepEqual(keptDatasets, datasets ?? keptDatasets);
          if (times.datasets === 0) assert.equal(keptDatasets.length, 6);
          assert.deepEqual(granted(await second.chief.removeExpired(root)).items, [], 'once is enough');
          const rows = (await now.store.audit.list('ann', { limit: 500 })).items;
          assert.equal(rows.length > 0, times.audit > days * 86_400, 'what was done to ann then');
          hold.release();
          for (const { id, owner, kind } of made)
            if (kind === 'held')
              assert.equal((await second.ended(await second.account(owner), id)).state, 'done');
        } finally {
          hold.release();
          await second.end();
        }
      } finally {
        hold.release();
        await now.remove();
      }
    });
});

/** Packages, some of them of both accounts, data and jobs that come to different ends; some are still running. */
async function fill(served: ServedChief, random: () => number): Promise<readonly Made[]> {
  const things = new Map<string, { account: Account; digests: string[]; datasets: string[] }>();
  for (const owner of owners) {
    const account = await served.account(owner);
    const digests: string[] = [];
    for (const text of ['shared', 'unused', owner, `${owner} again`]) {
      const added = granted(await served.chief.addPackage(account, packageUpload(text)));
      digests.push(added.package.digest);
    }
    const datasets: string[] = [];
    for (const text of ['shared', 'unused', owner])
      datasets.push(
        granted(await served.chief.addDataset(account, { ...upload(text), name: text, folder: false }))
          .dataset.id,
      );
    things.set(owner, { account, digests, datasets });
  }
  const made: Made[] = [];
  for (let each = 0; each < jobs; each += 1) {
    // So there is some of each of everybody, whatever the rest is.
    const owner = owners[each % 2]!;
    const { account, digests, datasets } = things.get(owner)!;
    const kind = (['done', 'fails', 'held'] as const)[each % 3]!;
    const digest = pick(
      digests.filter((_, at) => at !== 1),
      random,
    );
    const dataset =
      random() < 0.3
        ? null
        : pick(
            datasets.filter((_, at) => at !== 1),
            random,
          );
    const submission = { package: digest, name: kind, dataset, options: { retries: 0, workers: 1 } };
    const { job } = granted(await served.chief.submit(account, submission));
    made.push({ id: job.id, owner, kind, digest, dataset });
    if (kind !== 'held') {
      const { state } = await served.ended(account, job.id);
      assert.equal(state, kind === 'done' ? 'done' : 'failed');
    }
  }
  const ended = made.find(({ owner, kind }) => owner === 'ann' && kind === 'done')!;
  granted(await served.chief.deleteJob(await served.account('root'), ended.id));
  return made.filter((job) => job !== ended);
}

/** What is there, by the store and on the disk, which have to agree. */
async function left(home: ChiefHome) {
  const { store, path } = home;
  const page = { limit: 500 };
  const kept = (await store.jobs.list({ owner: null, ...page })).items.map(({ id }) => id);
  const packages = (await store.packages.list(null, page)).items.map(
    ({ owner, digest }) => `${owner} ${digest}`,
  );
  const datasets = (await store.datasets.list(null, page)).items.map(({ owner, id }) => `${owner} ${id}`);
  const names = (of: ReadonlySet<string>) => [...of].map(contentName).sort();
  const onDisk = async (folder: string) => (await readdir(join(path, folder)).catch(() => [])).sort();
  assert.deepEqual(await onDisk('packages'), names(await store.packages.digests()));
  assert.deepEqual(await onDisk('datasets'), names(await store.datasets.digests()));
  assert.deepEqual(await onDisk('jobs'), kept.toSorted());
  return { jobs: kept.sort(), packages: packages.sort(), datasets: datasets.sort() };
}

/** What has to be there: said once more, from what was made. */
function expected(made: readonly Made[], { results, failed, packages, datasets }: RetentionTimes) {
  const isLong = (seconds: number) => seconds === 0 || seconds > days * 86_400;
  const stays = { done: isLong(results), fails: isLong(failed), held: true };
  const jobsLeft = made.filter(({ kind }) => stays[kind]);
  const used = (of: (job: Made) => string | null) =>
    [...new Set(jobsLeft.flatMap((job) => (of(job) === null ? [] : [`${job.owner} ${of(job)}`])))].sort();
  if (isLong(packages)) throw new Error('packages that stay for ever are in no case');
  return {
    jobs: jobsLeft.map(({ id }) => id).sort(),
    packages: used(({ digest }) => digest),
    datasets: isLong(datasets) ? null : used(({ dataset }) => dataset),
  };
}
