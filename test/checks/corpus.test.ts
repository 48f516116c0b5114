import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ruleIds } from '../../src/checks/rule-table.ts';
import { checkCase, differences, writePackage } from './check-case.ts';
import { readCorpus } from './read-corpus.ts';
import { runPackages } from './run-packages.ts';

describe('the labelled packages', () => {
  const corpus = readCorpus();
  const bad = corpus.filter(({ kind }) => kind === 'bad');
  const good = corpus.filter(({ kind }) => kind === 'good');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-corpus-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are at least 150 bad and 150 good ones, each with a name of its own', () => {
    assert.equal(new Set(corpus.map(({ name }) => name)).size, corpus.length);
    assert.ok(bad.length >= 150, `${bad.length} bad`);
    assert.ok(good.length >= 150, `${good.length} good`);
  });

  it('break every rule at least once', () => {
    const broken = new Set(corpus.flatMap(({ expected }) => expected.map(({ rule }) => rule)));
    assert.deepEqual(
      ruleIds.filter((id) => !broken.has(id)),
      [],
    );
  });

  it('give the findings that they declare, and no other error', async function () {
    this.timeout(180_000);
    const wrong: string[] = [];
    for (const each of corpus) {
      const report = await checkCase(each, join(folder, 'package'));
      wrong.push(...differences(each, report).map((difference) => `${each.name}: ${difference}`));
    }
    assert.deepEqual(wrong, []);
  });

  it('run in plain Python where they are good', async function () {
    this.timeout(180_000);
    const runnable = good.filter(({ notRun }) => notRun === null);
    const requests = [];
    for (const [index, each] of runnable.entries()) {
      const place = join(folder, `good-${index}`);
      await writePackage(each.files, place);
      const guideline = each.files.has('Butcher/Split.py');
      requests.push({ name: each.name, folder: place, guideline, data: each.data, needs: each.needs });
    }
    const outcomes = await runPackages(requests);
    assert.deepEqual(
      outcomes.filter(({ outcome }) => outcome === 'failed'),
      [],
    );
    const skippable = runnable.filter(({ needs }) => needs.length > 0).length;
    assert.ok(outcomes.filter(({ outcome }) => outcome === 'skipped').length <= skippable);
    assert.equal(outcomes.length, runnable.length);
  });
});
