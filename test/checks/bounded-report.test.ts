import assert from 'node:assert/strict';
import { boundedReport } from '../../src/checks/bounded-report.ts';
import { report } from '../../src/checks/report.ts';
import { type Finding, mostFindings } from '../../src/model/finding.ts';

const finding: Finding = {
  ...{ rule: 'F401', severity: 'warning', message: 'unused', help: 'remove it', file: 'a.py' },
  ...{ line: 1, column: 1, endLine: 1, endColumn: 2 },
};

describe('a bounded report', () => {
  it('is the report itself where there is not too much', () => {
    const small = report([finding, { ...finding, line: 2, severity: 'error' }]);
    assert.deepEqual(boundedReport(small), small);
  });

  it('keeps errors rather than warnings and evil before all, in the same order, and counts everything', () => {
    const all = [
      ...Array.from({ length: 2000 }, (_, each): Finding => ({ ...finding, line: each + 1 })),
      ...Array.from(
        { length: 400 },
        (_, each): Finding => ({
          ...{ ...finding, file: 'b.py', line: each + 1, severity: 'error', rule: 'BUT401' },
        }),
      ),
      { ...finding, file: 'z', severity: 'error' as const, rule: 'BUT108', message: 'z: it is a device.' },
    ];
    const { findings, errors, warnings, refused } = boundedReport(report(all));
    assert.deepEqual([findings.length, errors, warnings, refused], [mostFindings, 401, 2000, true]);
    assert.equal(findings.filter(({ severity }) => severity === 'error').length, 401);
    assert.deepEqual(findings, report(findings).findings);
    const evil = [...all.slice(2000, 2400), ...all.slice(2000, 2400), all[2400]!].map((each, place) => ({
      ...each,
      line: place,
    }));
    assert.ok(boundedReport(report(evil)).findings.some(({ rule }) => rule === 'BUT108'));
  });

  it('keeps both ends of what is too long to be read', () => {
    const name = 'n'.repeat(1_000_000);
    const [cut] = boundedReport(report([{ ...finding, message: `first ${name} last` }])).findings;
    assert.match(cut!.message, /^first n{1,1600}…n{1,600} last$/);
  });
});
