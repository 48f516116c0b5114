import assert from 'node:assert/strict';
import { report } from '../../../src/checks/report.ts';
import { CheckedPackages } from '../../../src/chief/checking/checked-packages.ts';
import type { CheckReport, Finding } from '../../../src/model/finding.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

function reportOf(characters: number): CheckReport {
  const place = { file: 'a.py', line: 1, column: 1, endLine: 1, endColumn: 2 };
  const finding: Finding = {
    rule: 'F401',
    severity: 'warning',
    message: 'x'.repeat(characters),
    help: '',
    ...place,
  };
  return report([finding]);
}

describe('reports on packages that were checked lately', () => {
  it('are kept by digest and limits, and forgotten with their package', () => {
    const checked = new CheckedPackages();
    const kept = reportOf(1);
    checked.keep('sha256:a', defaultLimits, kept);
    assert.equal(checked.find('sha256:a', defaultLimits), kept);
    assert.equal(checked.find('sha256:a', { ...defaultLimits, memory: 1 }), null);
    checked.forget('sha256:a');
    assert.equal(checked.find('sha256:a', defaultLimits), null);
  });

  it('take no more memory than they may, the one used longest ago going first', () => {
    const checked = new CheckedPackages(13_000);
    const kept = () => ['a', 'b', 'c', 'd'].filter((digest) => checked.find(digest, defaultLimits) !== null);
    for (const digest of ['a', 'b', 'c']) checked.keep(digest, defaultLimits, reportOf(3000));
    assert.deepEqual(kept(), ['a', 'b', 'c']);
    checked.find('a', defaultLimits);
    checked.keep('d', defaultLimits, reportOf(3000));
    assert.deepEqual(kept(), ['a', 'c', 'd']);
    checked.keep('d', defaultLimits, reportOf(3000));
    assert.deepEqual(kept(), ['a', 'c', 'd'], 'what is kept anew counts once');
    checked.keep('b', defaultLimits, reportOf(20_000));
    assert.deepEqual(kept(), ['a', 'c', 'd'], 'what is too large by itself drives nothing out');
    checked.forget('c');
    checked.keep('b', defaultLimits, reportOf(3000));
    assert.deepEqual(kept(), ['a', 'b', 'd']);
  });

  it('are no more than so many, however small', () => {
    const checked = new CheckedPackages();
    for (let each = 0; each <= 256; each += 1) checked.keep(`sha256:${each}`, defaultLimits, reportOf(1));
    assert.equal(checked.find('sha256:0', defaultLimits), null);
    assert.ok(checked.find('sha256:1', defaultLimits) !== null);
  });
});
