import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FailureError } from '../../src/model/failures.ts';
import { readLine } from '../../src/requirements/read-line.ts';
import { readRequirements, requirementBounds } from '../../src/requirements/read-requirements.ts';
import { wantedLibraries } from '../../src/requirements/wanted-libraries.ts';

function filesOf(files: Readonly<Record<string, string | Buffer>>) {
  return new Map(
    Object.entries(files).map(([path, content]) => [path, { path, bytes: Buffer.from(content) }]),
  );
}

function read(text: string | Buffer, more: Readonly<Record<string, string>> = {}) {
  return readRequirements(filesOf({ 'requirements.txt': text, ...more }))!;
}

describe('readRequirements', () => {
  it('keeps names, extras, versions, conditions and hashes, on one line each', () => {
    const { requirements, unusable } = read(
      [
        '\uFEFFPyYAML',
        'requests [security,socks] >= 2.8.1, == 2.8.* ; python_version < "3.14"  # why not',
        'six==1.16.0 \\',
        `    --hash=sha256:${'8a'.repeat(32)} \\`,
        `    --hash sha256:${'9b'.repeat(32)}`,
        '',
        '# only words \\',
        'a (>=1)',
      ].join('\r\n'),
    );
    assert.deepEqual(unusable, []);
    assert.deepEqual(
      requirements.map(({ text, pinned, line }) => [text, pinned, line]),
      [
        ['PyYAML', false, 1],
        ['requests [security,socks] >= 2.8.1, == 2.8.* ; python_version < "3.14"', false, 2],
        [`six==1.16.0 --hash=sha256:${'8a'.repeat(32)} --hash sha256:${'9b'.repeat(32)}`, true, 3],
        ['a (>=1)', false, 8],
      ],
    );
  });

  it('follows -r and -c within the package, rings included, and nowhere else', () => {
    const { requirements, constraints, unusable } = read(
      '-r more/a.txt\n-c pins.txt\n-r /etc/passwd\n-r ../x.txt',
      {
        'more/a.txt': 'six\n-r ../requirements.txt\n-c b.txt',
        'more/b.txt': '-r c.txt',
        'more/c.txt': 'attrs==1',
        'pins.txt': 'six==1',
      },
    );
    assert.deepEqual(
      requirements.map(({ name, file }) => [name, file]),
      [['six', 'more/a.txt']],
    );
    assert.deepEqual(
      constraints.map(({ name }) => name),
      ['six', 'attrs'],
    );
    assert.deepEqual(
      unusable.map(({ line }) => line),
      [3, 4],
    );
  });

  const beyond: readonly (readonly [string, string | Buffer])[] = [
    ['bytes', `# ${'words '.repeat(40)}\n`.repeat(300)],
    ['lines', '\n'.repeat(requirementBounds.lines)],
    ['characters in a line', `six  # ${'words '.repeat(200)}`],
    ['a null byte', 'six\0'],
    ['another encoding', Buffer.from([0x73, 0xe9])],
  ];
  for (const [what, text] of beyond)
    it(`refuses a file with ${what} beyond its bounds`, () => {
      const { requirements, unusable } = read(text);
      assert.deepEqual([requirements.length, unusable.length], [0, 1]);
    });

  it('refuses files beyond their number', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.txt`, 'six']));
    const { unusable } = read(
      Object.keys(many)
        .map((path) => `-r ${path}`)
        .join('\n'),
      many,
    );
    assert.match(unusable[0]!.problem, /more than 20 files/);
  });

  it('gives pip nothing but plain requirements, whatever is in the file', () => {
    const token = fc.constantFrom(
      ...[
        'six',
        '==',
        '1.0',
        '>=',
        ';',
        '[',
        ']',
        '(',
        ')',
        '-r',
        '-e',
        '--hash=sha256:ab',
        '@',
        'https://x/',
        '\\',
        '#',
      ],
      ...[
        'python_version',
        '"3"',
        ' ',
        '\t',
        '\n',
        '\r',
        ',',
        '*',
        '$',
        '../',
        '\u2028',
        '\x0b',
        'é',
        '--index-url',
      ],
    );
    const text = fc.array(token, { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (content) => {
        for (const { text: one } of read(content).requirements) {
          assert.match(one, /^[A-Za-z0-9][\x20-\x7e]*$/);
          assert.doesNotMatch(one, /[@#$\\]|:\/\/| -(?!-hash)/);
        }
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    const pieces = [
      'a'.repeat(900),
      'a[',
      '('.repeat(900),
      'a ('.repeat(300),
      'a;'.repeat(400),
      '"'.repeat(900),
    ];
    const more = [
      'a=='.repeat(300),
      `a==${'1.'.repeat(400)}`,
      `a==${'1-'.repeat(400)}`,
      'a --hash=sha256:'.repeat(50),
    ];
    for (const piece of [...pieces, ...more, ' '.repeat(900), '.'.repeat(900), `a;${'('.repeat(900)}`]) {
      const began = performance.now();
      read(`${piece}\n`.repeat(60));
      readLine(piece.repeat(60));
      assert.ok(
        performance.now() - began < 250,
        `${piece.slice(0, 20)} took ${performance.now() - began} ms`,
      );
    }
  });
});

describe('wantedLibraries', () => {
  const wheel = Buffer.from('PK');

  it('is what pip is to be asked for, and the wheels beside it', () => {
    const files = filesOf({
      'requirements.txt': 'six==1\n-c pins.txt',
      'pins.txt': 'attrs==2',
      'wheels/six-1-py3-none-any.whl': wheel,
      'wheels/deeper/x-1-py3-none-any.whl': wheel,
      'wheels/notes.txt': 'words',
      'x-1-py3-none-any.whl': wheel,
    });
    const { requirements, constraints, wheels } = wantedLibraries({ files })!;
    assert.deepEqual([requirements, constraints], [['six==1'], ['attrs==2']]);
    assert.deepEqual(
      wheels.map(({ path }) => path),
      ['wheels/six-1-py3-none-any.whl'],
    );
  });

  it('is nothing for a file that asks for nothing, and for none', () => {
    assert.equal(wantedLibraries({ files: filesOf({ 'requirements.txt': '# nothing yet\n' }) }), null);
    assert.equal(wantedLibraries({ files: filesOf({}) }), null);
  });

  it('never lets through what the checks refuse', () => {
    for (const line of [
      '-e .',
      'six @ https://example.org/six.whl',
      '--index-url https://example.org',
      'x==1; $A',
    ])
      assert.throws(
        () => wantedLibraries({ files: filesOf({ 'requirements.txt': `six\n${line}\n` }) }),
        (error) =>
          error instanceof FailureError &&
          error.failure.code === 'dependency-install' &&
          error.failure.line === 2,
      );
  });
});
