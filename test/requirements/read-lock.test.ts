import assert from 'node:assert/strict';
import { FailureError } from '../../src/model/failures.ts';
import { lockBounds } from '../../src/requirements/library-lock.ts';
import { readRequirements } from '../../src/requirements/read-requirements.ts';
import { wantedLibraries } from '../../src/requirements/wanted-libraries.ts';

const one = '1a'.repeat(32);
const two = '2B'.repeat(32);

const pylock = `lock-version = "1.0"
created-by = "pip"

[[packages]]
name = "Alpha.Beta"
version = "1.2"
[[packages.wheels]]
name = "alpha_beta-1.2-py3-none-any.whl"
url = "https://elsewhere.example/alpha_beta-1.2-py3-none-any.whl"
hashes = {sha256 = "${one}"}
[[packages.wheels]]
name = "alpha_beta-1.2-cp313-cp313-win_amd64.whl"
path = "../secret"
hashes = {sha256 = "${two}"}

[[packages]]
name = "for-windows"
version = "1"
marker = "sys_platform == 'win32'"
directory = {path = "."}

[[packages]]
name = "of-a-group"
version = "1"
marker = "python_version >= '3.9' and 'dev' in dependency_groups"
`;

function filesOf(files: Readonly<Record<string, string>>) {
  return new Map(
    Object.entries(files).map(([path, content]) => [path, { path, bytes: Buffer.from(content) }]),
  );
}

function read(files: Readonly<Record<string, string>>) {
  return readRequirements(filesOf(files))!;
}

function problems(files: Readonly<Record<string, string>>) {
  return read(files).unusable.map(({ file, line, problem }) => `${file}:${line} ${problem}`);
}

describe('a lock', () => {
  it('in the form of requirements is all that is wanted, with its hashes and without what is for other systems', () => {
    const lock = [
      '# written by a tool',
      `alpha-beta==1.2 --hash=sha256:${one} \\`,
      `    --hash=sha256:${two}`,
      'other==3',
      'for-windows==1 ; sys_platform == "win32"',
      'numpy==2.2.4',
    ].join('\n');
    const files = filesOf({ 'requirements.txt': 'Alpha_Beta>=1\n', 'requirements.lock': lock });
    assert.deepEqual(readRequirements(files)!.unusable, []);
    assert.deepEqual(wantedLibraries({ files }), {
      requirements: [`alpha-beta==1.2 --hash=sha256:${one} --hash=sha256:${two}`, 'other==3', 'numpy==2.2.4'],
      constraints: [],
      wheels: [],
      lock: {
        file: 'requirements.lock',
        libraries: [
          { name: 'alpha-beta', version: '1.2', sha256: [one, two.toLowerCase()] },
          { name: 'other', version: '3', sha256: [] },
          { name: 'numpy', version: '2.2.4', sha256: [] },
        ],
      },
    });
  });

  it('of PEP 751 is read for names, versions and hashes; no address of it is kept', () => {
    const files = filesOf({ 'pylock.toml': pylock });
    const wanted = wantedLibraries({ files })!;
    assert.deepEqual(wanted.requirements, [
      `Alpha.Beta==1.2 --hash=sha256:${one} --hash=sha256:${two.toLowerCase()}`,
    ]);
    assert.deepEqual(wanted.lock, {
      file: 'pylock.toml',
      libraries: [{ name: 'alpha-beta', version: '1.2', sha256: [one, two.toLowerCase()] }],
    });
    assert.doesNotMatch(JSON.stringify(wanted), /elsewhere|secret/);
  });

  it('is held against requirements.txt, but for what the image has and what is for other systems', () => {
    const lock = 'pandas==2.3.2\n';
    const text = ['numpy>=2', 'colorama ; os_name == "nt"', 'pandas==2.3.3', 'scipy', 'numpy<2'].join('\n');
    assert.deepEqual(problems({ 'requirements.txt': text, 'requirements.lock': lock }), [
      'requirements.txt:3 `pandas==2.3.3` is not what is locked: `requirements.lock` has 2.3.2.',
      'requirements.txt:4 `scipy` is not in the lock `requirements.lock`.',
      'requirements.txt:5 `numpy<2` is not in the lock `requirements.lock`.',
    ]);
    assert.deepEqual(problems({ 'requirements.txt': 'pandas~=2.3.1', 'requirements.lock': lock }), []);
    assert.throws(
      () => wantedLibraries({ files: filesOf({ 'requirements.txt': 'scipy', 'requirements.lock': lock }) }),
      (error) => error instanceof FailureError && error.failure.line === 1,
    );
  });

  it('is refused where it is loose, leads elsewhere, or is one of two', () => {
    assert.deepEqual(problems({ 'requirements.lock': 'a>=1\nb @ https://x.example/b.whl\n-r other.txt\n' }), [
      'requirements.lock:2 `b` is to come from an address of its own.',
      'requirements.lock:3 `other.txt` is not a file of the package.',
      'requirements.lock:1 `a` has no exact version, which a lock is for.',
    ]);
    assert.deepEqual(problems({ 'requirements.lock': '', 'pylock.toml': pylock }), [
      'pylock.toml:1 The package has two locks, `requirements.lock` and `pylock.toml`.',
    ]);
  });

  it('of PEP 751 is refused at the package that cannot be installed', () => {
    const packages = [
      'name = "a"\nversion = "1"\nsdist = {hashes = {sha256 = "00"}}',
      'name = "b"\nvcs = {type = "git", url = "https://x.example/b", commit-id = "0"}',
      'name = "c"\nversion = "1"\nwheels = [{url = "x", hashes = {md5 = "00"}}]',
      'name = "d\\n--index-url=x"\nversion = "1"',
      'name = "e"\nversion = "1 --hash=x"',
      `name = "f"\nversion = "1.*"\nwheels = [{hashes = {sha256 = "${one}"}}]`,
      'name = "g"\nversion = "1"\nmarker = "x\\n-e ."',
      'version = 1',
    ];
    const text = `lock-version = "1.0"\n${packages.map((one) => `[[packages]]\n${one}\n`).join('')}`;
    assert.deepEqual(problems({ 'pylock.toml': text }), [
      'pylock.toml:2 `a` has no wheel in the lock, but `sdist`.',
      'pylock.toml:6 `b` has no version: it is to come from an address.',
      'pylock.toml:9 A wheel of `c` has no SHA-256 in the lock.',
      'pylock.toml:13 This is not a requirement: `d\\n--index-url=x==1`.',
      'pylock.toml:16 This is not a requirement: `e==1 --hash=x`.',
      'pylock.toml:19 `f` has no exact version.',
      'pylock.toml:23 The condition of `g` cannot be read.',
      'pylock.toml:27 A package of the lock has no name.',
    ]);
  });

  it('of PEP 751 is refused as a whole where it is none, or beyond its bounds', () => {
    const deep = `a = ${'['.repeat(40)}${']'.repeat(40)}`;
    for (const [text, expected] of [
      ['lock-version = "2.0"\npackages = []', 'no `lock-version` that is known'],
      ['lock-version = "1.0"', 'no `packages`'],
      ['lock-version = "1.0"\n\n= 3', 'is not TOML'],
      [deep, 'is not TOML'],
      ['#'.repeat(lockBounds.bytes + 1), 'more than 1024 KiB'],
      [`lock-version = "1.0"\n${'[[packages]]\n'.repeat(501)}`, 'more than 500 packages'],
    ] as const) {
      const [problem, ...more] = problems({ 'pylock.toml': text });
      assert.ok(problem?.includes(expected), problem);
      assert.deepEqual(more, []);
    }
  });

  it('is read in time in proportion to its length', () => {
    const seconds = (lines: number) => {
      const text = `a==1 \\\n${`  --hash=sha256:${one} \\\n`.repeat(lines)}\n`;
      const began = performance.now();
      assert.deepEqual(problems({ 'requirements.lock': text }), []);
      return (performance.now() - began) / 1000;
    };
    seconds(100);
    assert.ok(seconds(11_000) < 3);
  });
});
