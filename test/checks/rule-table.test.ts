import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ExampleFile,
  examplePackage,
  type RuleExample,
} from '../../src/checks/rule-table/rule-entry.ts';
import { ruleIds, ruleTable } from '../../src/checks/rule-table.ts';
import { checkCase } from './check-case.ts';
import type { CorpusFile } from './read-corpus.ts';

describe('the rule table', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-rules-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const check = (example: RuleExample) =>
    checkCase(
      { files: filesOf(example), limits: example.limits ?? {}, strict: false },
      join(folder, 'package'),
    );

  for (const id of ruleIds) {
    const { bad, good, severity } = ruleTable[id];

    it(`${id}: the bad example breaks this rule and no other`, async () => {
      const { findings } = await check(bad);
      const judged = findings.filter((each) => each.severity === 'error' || each.rule === id);
      assert.deepEqual([...new Set(judged.map(({ rule }) => rule))], [id], JSON.stringify(findings, null, 1));
      assert.ok(judged.every((each) => each.severity === severity));
    });

    it(`${id}: the good example breaks no rule`, async () => {
      assert.deepEqual((await check(good)).findings, []);
    });
  }
});

function filesOf({ files, without = [] }: RuleExample): Map<string, CorpusFile> {
  const all = new Map<string, CorpusFile>();
  const add = (path: string, file: ExampleFile) => {
    if (typeof file === 'string') all.set(path, { bytes: Buffer.from(file) });
    else all.set(path, 'latin1' in file ? { bytes: Buffer.from(file.latin1, 'latin1') } : file);
  };
  for (const [path, text] of Object.entries(examplePackage)) if (!without.includes(path)) add(path, text);
  for (const [path, file] of Object.entries(files)) add(path, file);
  return all;
}
