import assert from 'node:assert/strict';
import type { CheckedPackage } from '../../../src/checks/formats/checked-package.ts';
import { githubAnnotations } from '../../../src/checks/formats/github.ts';
import { jsonReport } from '../../../src/checks/formats/json.ts';
import { type Paint, prettyFindings, prettySummary } from '../../../src/checks/formats/pretty.ts';
import { sarifReport } from '../../../src/checks/formats/sarif.ts';
import { report } from '../../../src/checks/report.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { PackageSource } from '../../../src/model/package-source.ts';

const plain: Paint = (_format, text) => text;
const tagged: Paint = (format, text) => `<${format}>${text}</${format}>`;

const finding: Finding = {
  rule: 'BUT401',
  severity: 'error',
  message: 'The loop never ends.',
  help: 'Leave it.',
  file: 'Split.py',
  line: 2,
  column: 5,
  endLine: 2,
  endColumn: 10,
};
const nowhere = { line: null, column: null, endLine: null, endColumn: null };

function sourceOf(files: Readonly<Record<string, string>>): PackageSource {
  const entries = Object.entries(files).map(
    ([path, text]) => [path, { path, bytes: Buffer.from(text) }] as const,
  );
  return { name: 'count', layout: 'flat', files: new Map(entries), manifest: null, digest: 'sha256:0' };
}

function checked(findings: readonly Finding[], prefix = ''): CheckedPackage {
  const source = sourceOf({
    'Split.py': 'def splitter(path):\n    while True:\n        yield b"\u001b[31m"\n',
  });
  return { report: report(findings), source, prefix };
}

describe('the report formats', () => {
  it('show people the place, the lines around it, the rule and the remedy', () => {
    const text = prettyFindings([finding], checked([]).source, plain);
    assert.equal(
      text,
      [
        'Split.py:2:5: error BUT401: The loop never ends.',
        '  1 | def splitter(path):',
        '> 2 |     while True:',
        '    |     ^^^^^',
        '  3 |         yield b"\\x1b[31m"',
        '  help: Leave it.',
        '',
        '',
      ].join('\n'),
    );
  });

  it('show text of authors inertly, wherever it stands', () => {
    const evil = { ...finding, file: 'a\u001b[2J.py', message: 'Bad \u0007 \u202e name', ...nowhere };
    const text = prettyFindings([evil], null, plain);
    assert.equal(text, 'a\\x1b[2J.py: error BUT401: Bad \\x07 \\u202e name\n  help: Leave it.\n\n');
  });

  it('colour errors, warnings and the summary', () => {
    assert.match(prettyFindings([finding], null, tagged), /<red>error BUT401<\/red>/);
    assert.match(
      prettyFindings([{ ...finding, severity: 'warning' }], null, tagged),
      /<yellow>warning BUT401/,
    );
    assert.equal(prettySummary(report([finding]), plain), 'Refused: 1 error.');
    const warned = report([
      { ...finding, severity: 'warning' },
      { ...finding, severity: 'warning', line: 3 },
    ]);
    assert.equal(prettySummary(warned, plain), 'Accepted, with 2 warnings.');
    assert.equal(prettySummary(report([]), plain), 'Accepted: no findings.');
  });

  it('bound what is shown, not what is counted', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({ ...finding, line: index + 1 }));
    const text = prettyFindings(many, null, plain);
    assert.match(text, /… and 100 more findings\.\n/);
    assert.match(prettyFindings(many.slice(0, 5), null, plain, 80, 600), /… and 595 more findings\.\n/);
    assert.match(prettySummary(report(many), plain), /600 errors/);
  });

  it('give programs one JSON object in stable order', () => {
    const later = { ...finding, line: 9 };
    const missing = { ...finding, rule: 'BUT102', file: 'Merge.py', ...nowhere };
    const parsed = JSON.parse(jsonReport(checked([later, finding, missing])));
    assert.deepEqual(Object.keys(parsed), ['package', 'digest', 'refused', 'errors', 'warnings', 'findings']);
    assert.deepEqual(parsed.findings, [missing, finding, later]);
    assert.deepEqual([parsed.package, parsed.refused, parsed.errors], ['count', true, 3]);
  });

  it('escape what would break a workflow command', () => {
    const evil = { ...finding, file: 'a,b:c%.py', message: '50% done\nreally' };
    assert.equal(
      githubAnnotations(checked([evil], 'packages/count/')),
      '::error file=packages/count/a%2Cb%3Ac%25.py,line=2,endLine=2,col=5,endColumn=9,title=BUT401::50%25 done%0Areally%0ALeave it.\n',
    );
    const about = { ...finding, severity: 'warning' as const, ...nowhere };
    assert.equal(
      githubAnnotations(checked([about])),
      '::warning file=Split.py,title=BUT401::The loop never ends.%0ALeave it.\n',
    );
  });

  it('make SARIF whose results point at rules and regions', () => {
    const style = {
      ...finding,
      rule: 'F401',
      severity: 'warning' as const,
      file: 'a b/ü#.py',
      line: 7,
      endLine: 8,
    };
    const missing = { ...finding, rule: 'BUT102', file: 'Merge.py', ...nowhere };
    const log = JSON.parse(sarifReport(checked([finding, style, missing], 'pkg/'), '1.2.3'));
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    const { rules } = run.tool.driver;
    assert.deepEqual([run.tool.driver.semanticVersion, run.columnKind], ['1.2.3', 'unicodeCodePoints']);
    for (const result of run.results) assert.equal(rules[result.ruleIndex].id, result.ruleId);
    for (const rule of rules)
      assert.ok(rule.shortDescription.text && rule.help.text && rule.defaultConfiguration.level);
    const places = run.results.map(
      (each: { locations: { physicalLocation: object }[] }) => each.locations[0]!.physicalLocation,
    );
    assert.deepEqual(places, [
      { artifactLocation: { uri: 'pkg/Merge.py', uriBaseId: 'SRCROOT' }, region: { startLine: 1 } },
      {
        artifactLocation: { uri: 'pkg/Split.py', uriBaseId: 'SRCROOT' },
        region: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 10 },
      },
      {
        artifactLocation: { uri: 'pkg/a%20b/%C3%BC%23.py', uriBaseId: 'SRCROOT' },
        region: { startLine: 7, startColumn: 5, endLine: 8, endColumn: 10 },
      },
    ]);
  });
});
