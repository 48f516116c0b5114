import assert from 'node:assert/strict';
import { checkPackage } from '../../src/checks/check-package.ts';
import { examplePackage } from '../../src/checks/rule-table/rule-entry.ts';
import { weighFindings } from '../../src/checks/weigh-findings.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';
import { defaultLimits } from '../../src/model/limits.ts';

function finding(rule: string, severity: Severity, file: string, line: number, message: string): Finding {
  const place = { line, column: 1, endLine: line, endColumn: 2 };
  return { rule, severity, file, message, help: 'Mend it.', ...place };
}

const weighed = (...findings: readonly Finding[]) =>
  weighFindings(findings, new Set(['Split.py'])).map(({ rule, severity }) => `${rule} ${severity}`);

async function rulesFor(processor: string): Promise<string[]> {
  const files = Object.entries({ ...examplePackage, 'Processor.py': processor }).sort();
  const entries = files.map(([path, text]) => [path, { path, bytes: Buffer.from(text) }] as const);
  const source = {
    name: 'p',
    layout: 'flat',
    files: new Map(entries),
    manifest: null,
    digest: 'sha256:0',
  } as const;
  const { findings } = await checkPackage(source, { forRun: false, strict: false, limits: defaultLimits });
  return findings.map(({ rule, line }) => `${rule}:${line}`);
}

describe('weighFindings', () => {
  it('makes warnings of errors in files that are not loaded, and says why', () => {
    const error = finding('BUT302', 'error', 'conftest.py', 3, 'No.');
    assert.deepEqual(weighed(error), ['BUT302 warning']);
    assert.match(weighFindings([error], new Set())[0]!.help, /^Mend it\. No entry file loads this file/);
    assert.deepEqual(weighed({ ...error, file: 'Split.py' }), ['BUT302 error']);
  });

  it('leaves alone what is wrong with the package as a whole', () => {
    for (const rule of ['BUT104', 'BUT108', 'BUT109'])
      assert.deepEqual(weighed(finding(rule, 'error', 'old.py', 1, 'No.')), [`${rule} error`]);
    assert.deepEqual(weighed(finding('BUT107', 'error', 'butcher.json', 1, 'No.')), ['BUT107 error']);
  });

  it('drops unused names beside an error at the same line, of the same name or nearly the same', () => {
    const error = finding('F821', 'error', 'Split.py', 5, 'Undefined name `result`.');
    const unused = (line: number, name: string) =>
      finding(
        'F841',
        'warning',
        'Split.py',
        line,
        `Local variable \`${name}\` is assigned to but never used.`,
      );
    assert.deepEqual(weighed(error, unused(5, 'x'), unused(4, 'result'), unused(4, 'resutl')), [
      'F821 error',
    ]);
    assert.deepEqual(weighed(error, unused(4, 'other')), ['F821 error', 'F841 warning']);
    assert.deepEqual(weighed({ ...error, file: 'conftest.py' }, unused(4, 'result')).length, 2);
  });

  it('drops the suspicion of processes where a pool is told to be of no use, unless it refuses', () => {
    const pool = finding('BUT806', 'warning', 'Split.py', 5, 'No.');
    assert.deepEqual(weighed(pool, finding('BUT602', 'warning', 'Split.py', 5, 'No.')), ['BUT806 warning']);
    assert.equal(weighed(pool, finding('BUT602', 'error', 'Split.py', 5, 'No.')).length, 2);
    assert.equal(weighed(pool, finding('BUT602', 'warning', 'Split.py', 6, 'No.')).length, 2);
  });

  it('tells a mistake once where it is made in a package', async () => {
    const body = 'def Processor(fragment):\n    resutl = fragment.upper()\n    return result\n';
    assert.deepEqual(await rulesFor(body), ['F821:3']);
    assert.deepEqual(await rulesFor(`import nmpy as np\n\n\n${examplePackage['Processor.py']}`), [
      'BUT701:1',
    ]);
  });

  it('takes an error that a nested function tells of for used', async () => {
    const body = (use: string) => `def Processor(fragment):
    try:
        return b"%d" % int(fragment)
    except ValueError as err:
        def explain():
            return ${use}

        return explain()
`;
    assert.deepEqual(await rulesFor(body('str(err).encode()')), []);
    assert.deepEqual(await rulesFor(body('fragment')), ['F841:4']);
  });
});
