import assert from 'node:assert/strict';
import type { FailureError } from '../../../src/model/failures.ts';
import { readRequirements } from '../../../src/runtime/docker/image/read-requirements.ts';

describe('readRequirements', () => {
  it('keeps names, extras, versions, markers and hashes', () => {
    const text = [
      '\uFEFFPyYAML',
      'requests [security,socks] >= 2.8.1, == 2.8.* ; python_version < "3.14"  # why not',
      'six==1.16.0 \\',
      '    --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254',
      '',
      '# only words',
      'a (>=1)',
    ].join('\r\n');
    assert.deepEqual(readRequirements(text), [
      'PyYAML',
      'requests [security,socks] >= 2.8.1, == 2.8.* ; python_version < "3.14"',
      'six==1.16.0 --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254',
      'a (>=1)',
    ]);
  });

  const refused = [
    '-r other.txt',
    '--index-url http://example.org',
    '--no-binary :all:',
    '-e .',
    './package',
    '/etc/passwd',
    'package.whl.zip/../x',
    'git+https://example.org/x.git',
    'x @ file:///tmp/x',
    'https://example.org/x-1.0-py3-none-any.whl',
    'x==1 --config-settings=a=b',
    'x==1 --global-option=y',
    'x==$HOME',
    'x; y\u2028-e .',
    'x\\',
  ];
  for (const line of refused)
    it(`refuses ${JSON.stringify(line)} and names the line`, () => {
      assert.throws(
        () => readRequirements(`six\n${line}\n-x`),
        ({ failure }: FailureError) =>
          failure.code === 'dependency-install' && failure.file === 'requirements.txt' && failure.line! >= 2,
      );
    });

  const long = 1024 * 1024 - 16;
  const hostile: Readonly<Record<string, string>> = {
    blanks: `a${' '.repeat(long)}!`,
    name: `a${'-'.repeat(long)}!`,
    extras: `a[${'a,'.repeat(long / 2)}!`,
    marker: `a;${' '.repeat(long)}$`,
    versions: `a${'==1 , '.repeat(long / 6)}$`,
    hashes: `a${' --hash=a'.repeat(long / 9)}:`,
    comments: `a${' '.repeat(long - 8)}#`,
    'continued lines': `a\\\n${' \\\n'.repeat(long / 3 - 8)}!`,
    'too long': 'a'.repeat(2 * long),
  };
  for (const [what, text] of Object.entries(hostile))
    it(`is done with a mebibyte of ${what} at once`, () => {
      const began = performance.now();
      try {
        readRequirements(text);
      } catch (error) {
        assert.equal((error as FailureError).failure.code, 'dependency-install');
        assert.ok((error as FailureError).failure.message.length < 400);
      }
      const tookMs = performance.now() - began;
      assert.ok(tookMs < 500, `${tookMs} ms`);
    });
});
