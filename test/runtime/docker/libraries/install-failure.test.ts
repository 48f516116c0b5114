import assert from 'node:assert/strict';
import fc from 'fast-check';
import { installFailure } from '../../../../src/runtime/docker/libraries/install-failure.ts';
import type { InstallerFailure } from '../../../../src/runtime/docker/libraries/installer-lines.ts';
import type { InstallAttempt } from '../../../../src/runtime/docker/libraries/supply-trouble.ts';

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const byIndex: InstallAttempt = {
  indexHost: 'index.example',
  notes: { refused: new Set(), unreachable: new Map(), broken: new Set(), tooMuch: false },
  maxBytes: 2 ** 31,
};
const byWheels: InstallAttempt = { ...byIndex, indexHost: null, notes: null };

function failed(rest: Partial<InstallerFailure> = {}): InstallerFailure {
  return {
    type: 'failed',
    reason: 'pip',
    errors: [],
    unfit: new Map(),
    observed: null,
    file: '',
    why: '',
    ...rest,
  };
}

function told(rest: Partial<InstallerFailure>, attempt: Partial<InstallAttempt> = byIndex): string {
  return installFailure(failed(rest), { ...byIndex, ...attempt }).failure.message;
}

const missing = (what: string, versions: string) => [
  `ERROR: Could not find a version that satisfies the requirement ${what} (from versions: ${versions})`,
  `ERROR: No matching distribution found for ${what.split(' ')[0]}`,
];

describe('why libraries could not be installed', () => {
  const notes = byIndex.notes!;
  const cases: readonly (readonly [string, Partial<InstallerFailure>, Partial<InstallAttempt>, RegExp])[] = [
    [
      'an unknown name',
      { errors: missing('nosuch==9', 'none') },
      byIndex,
      /^There is no library `nosuch==9` on the index index\.example\.$/,
    ],
    [
      'an index that is silent',
      {
        errors: [
          'Could not fetch URL http://index.example/simple/x/: connection error: HTTPConnectionPool(host=\'index.example\', port=80): Max retries exceeded with url: /simple/x/ (Caused by ReadTimeoutError("Read timed out.")) - skipping',
          ...missing('x', 'none'),
        ],
      },
      byIndex,
      /^The package index index\.example is too slow: for 20 seconds nothing came/,
    ],
    [
      'a download that stalls',
      { errors: ['pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool: Read timed out.'] },
      byIndex,
      /^The package index index\.example is too slow/,
    ],
    [
      'a download that breaks off',
      { errors: ['pip._vendor.urllib3.exceptions.ProtocolError: IncompleteRead(50 bytes read)'] },
      byIndex,
      /^A download from the package index index\.example broke off\.$/,
    ],
    [
      'files that the index cannot give',
      {
        errors: [
          "ERROR: Could not install packages due to an OSError: HTTPConnectionPool(host='index.example', port=80): Max retries exceeded with url: /x.whl (Caused by ResponseError('too many 503 error responses'))",
        ],
      },
      byIndex,
      /^The package index index\.example answers with an error \(503\)\.$/,
    ],
    [
      'files that the index lists and does not have',
      {
        errors: [
          'ERROR: Could not install requirement x==1.0 (from -r /build/requirements.txt (line 1)) from http://index.example/x-1.0-py3-none-any.whl because of HTTP error 404 Client Error: Not Found for url: http://index.example/x.whl',
        ],
      },
      byIndex,
      /^The package index index\.example lists a wheel of `x` that it does not give \(404\)\.$/,
    ],
    [
      'something that is no index',
      {
        errors: [
          'WARNING: Skipping page http://index.example/simple/x/ because the GET request got Content-Type: image/png.',
          ...missing('x', 'none'),
        ],
      },
      byIndex,
      /^What index\.example answers is no page of a package index\.$/,
    ],
    [
      'no index',
      { errors: missing('nosuch==9', 'none') },
      byWheels,
      /^There is no library `nosuch==9` among the wheels that there are\.$/,
    ],
    [
      'a version that is not there',
      { errors: missing('six==99', '1.0, 1.1, 1.2, 1.3, 1.4, 1.5') },
      byIndex,
      /^There is no `six==99` on the index index\.example; there is 1\.1, 1\.2, 1\.3, 1\.4, 1\.5\.$/,
    ],
    [
      'what another library asks for',
      { errors: missing('c==1 (from b)', 'none') },
      byIndex,
      /^There is no library `c==1`, which b asks for on the index/,
    ],
    [
      'no wheel for this Python',
      {
        errors: missing('Foo_Bar==1.0', '2.0'),
        unfit: new Map([
          [
            'foo-bar==1.0',
            [
              `cp311-manylinux_2_17_${machine}`,
              `cp310-manylinux_2_17_${machine}`,
              'cp312-win_amd64',
              'source',
            ],
          ],
          ['foo-bar==0.9', ['cp39-any']],
        ]),
      },
      byIndex,
      /^There is no wheel of `Foo_Bar==1\.0` for Python 3\.13 and this platform; there are some for Python 3\.11, Python 3\.10\.$/,
    ],
    [
      'source alone',
      { errors: missing('foo==1.0', 'none'), unfit: new Map([['foo==1.0', ['source']]]) },
      byIndex,
      /^`foo==1\.0` exists only as source/,
    ],
    [
      'another Python',
      {
        errors: [
          'ERROR: Ignored the following versions that require a different python version: 1.0 Requires-Python <3.12; 1.1 Requires-Python <3.13',
          ...missing('foo==1.0', '2.0'),
        ],
      },
      byIndex,
      /^`foo 1\.0` is not for Python 3\.13: it needs Python <3\.12\.$/,
    ],
    [
      'another Python, as a wheel says',
      { errors: ["ERROR: Package 'foo' requires a different Python: 3.13.5 not in '<3.12'"] },
      byWheels,
      /^`foo` is not for Python 3\.13: it needs Python <3\.12\.$/,
    ],
    [
      'a conflict',
      {
        errors: [
          'ERROR: Cannot install a and b because …',
          'The conflict is caused by:',
          'a 1.0 depends on c==1',
          'b 2.0 depends on c>=2',
          'The user requested c==3',
          'ERROR: ResolutionImpossible: …',
        ],
      },
      byIndex,
      /^The requirements cannot be met together: a 1\.0 needs c==1, b 2\.0 needs c>=2, the package asks for c==3\.$/,
    ],
    [
      'a wrong hash',
      { errors: ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. …'] },
      byIndex,
      /^A wheel is not the one whose hash is given\.$/,
    ],
    [
      'a hash that is missing',
      {
        errors: [
          'ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==.',
        ],
      },
      byIndex,
      /all of them need one/,
    ],
    [
      'an address of its own',
      { errors: ['ERROR: butcher: address of its own: evil'] },
      byIndex,
      /^A library asks for `evil` by an address of its own/,
    ],
    [
      'a host that is not allowed',
      { errors: missing('a', 'none') },
      { notes: { ...notes, refused: new Set(['files.example']) } },
      /^A file is to come from files\.example/,
    ],
    [
      'an index that is away',
      { errors: missing('a', 'none') },
      { notes: { ...notes, unreachable: new Map([['index.example', 'ECONNREFUSED']]) } },
      /^The package index index\.example cannot be reached \(ECONNREFUSED\)\.$/,
    ],
    [
      'a certificate',
      {
        errors: [
          'Could not fetch URL https://u:****@index.example/a/: There was a problem confirming the ssl certificate: … - skipping',
          ...missing('a', 'none'),
        ],
      },
      byIndex,
      /^The certificate of the package index index\.example is not one that is trusted here\.$/,
    ],
    [
      'a broken index',
      {
        errors: [
          'Could not fetch URL https://index.example/a/: 503 Server Error: x for url: y - skipping',
          ...missing('a', 'none'),
        ],
      },
      byIndex,
      /answers with an error \(503\)/,
    ],
    [
      'a wrong login',
      {
        errors: [
          'Could not fetch URL https://index.example/a/: 401 Client Error: Unauthorized for url: x - skipping',
          ...missing('a', 'none'),
        ],
      },
      byIndex,
      /does not accept the name and password/,
    ],
    [
      'an index that fails until pip gives up',
      {
        errors: [
          "Could not fetch URL http://index.example/a/: HTTPConnectionPool(host='index.example', port=80): Max retries exceeded with url: http://index.example/a/ (Caused by ResponseError('too many 500 error responses')) - skipping",
          ...missing('a==1', 'none'),
        ],
      },
      byIndex,
      /^The package index index\.example answers with an error \(500\)\.$/,
    ],
    [
      'an index that leads round in a ring',
      { errors: ['ERROR: Could not install packages due to an OSError: Exceeded 30 redirects.'] },
      byIndex,
      /^The package index index\.example sends from one address to the next without end\.$/,
    ],
    [
      'an index whose page breaks off, which pip takes for all of it',
      { errors: missing('a==1', 'none') },
      { ...byIndex, notes: { ...notes, broken: new Set(['index.example']) } },
      /^A download from the package index index\.example broke off\.$/,
    ],
    [
      'a page that broke off and was had when it was asked for again',
      { errors: missing('a==9', '1.0, 2.0') },
      { ...byIndex, notes: { ...notes, broken: new Set(['index.example']) } },
      /^There is no `a==9` on the index index\.example; there is 1\.0, 2\.0\.$/,
    ],
    [
      'a wheel that is none',
      { errors: ["ERROR: Wheel 'evil' located at /tmp/pip-unpack-x/evil-1.0-py3-none-any.whl is invalid."] },
      byIndex,
      /^The wheel of `evil` that the package index index\.example gives is none that can be read\.$/,
    ],
    [
      'libraries that fill the space there is for them',
      { errors: ['ERROR: Exception:', 'OSError: [Errno 28] No space left on device'] },
      byIndex,
      /^The libraries take more unpacked than the limit layerBytes, 2\.0 GiB\.$/,
    ],
    [
      'a wheel that is larger than they may be together',
      {
        errors: [
          'ERROR: Exception:',
          `pip._vendor.urllib3.exceptions.ProtocolError: ("Connection broken: OSError(27, 'File too large')")`,
        ],
      },
      byIndex,
      /^The libraries take more unpacked than the limit layerBytes, 2\.0 GiB\.$/,
    ],
    [
      'versions that are not there, whatever others exist only as source',
      { errors: missing('six>=99,<100', '1.16.0, 1.17.0'), unfit: new Map([['six==1.0', ['source']]]) },
      byIndex,
      /^There is no `six>=99,<100` on the index index\.example; there is 1\.16\.0, 1\.17\.0\.$/,
    ],
    [
      'versions that exist only as source, as an index writes them',
      { errors: missing('a>=2.0', '1.0'), unfit: new Map([['a==2', ['source']]]) },
      byIndex,
      /^`a>=2\.0` exists only as source/,
    ],
    ['too many', { reason: 'too-many', observed: 501 }, byIndex, /bring 501 libraries/],
    [
      'a bad wheel',
      { reason: 'bad-wheel', file: 'a-1-py3-none-any.whl', why: 'it is no archive' },
      byIndex,
      /^The wheel a-1-py3-none-any\.whl cannot be installed: it is no archive\.$/,
    ],
    [
      'anything else',
      { errors: ['ERROR: Exception: \x1b[31mhello'] },
      byIndex,
      /for a reason that pip does not tell plainly/,
    ],
  ];
  for (const [what, line, attempt, expected] of cases)
    it(`tells of ${what}`, () => {
      assert.match(told(line, attempt), expected);
    });

  it('names the limit and what was observed where the libraries are too large', () => {
    const { failure } = installFailure(failed({ reason: 'too-large', observed: 3 * 2 ** 30 }), byIndex);
    assert.equal(failure.message, 'The libraries take 3.0 GiB unpacked; the limit layerBytes is 2.0 GiB.');
    assert.deepEqual([failure.limit, failure.observed], ['layerBytes', 3 * 2 ** 30]);
    const cut = installFailure(failed(), { ...byIndex, notes: { ...notes, tooMuch: true } });
    assert.deepEqual([cut.failure.limit, cut.failure.observed], ['layerBytes', null]);
  });

  it('never shows what an index or a wheel wrote, nor a password', () => {
    const hostile = fc.constantFrom(
      ...[
        'https://user:secret@index.example/',
        '\x1b[2J',
        '\u202e',
        'ERROR: ',
        'Could not fetch URL ',
        ' depends on ',
      ],
      ...[
        'ERROR: Could not find a version that satisfies the requirement ',
        ' (from versions: ',
        'The user requested ',
      ],
      ...[
        'The conflict is caused by:',
        'a 1.0 depends on b',
        "ERROR: Package 'a' requires a different Python: 3.13.5 not in '",
      ],
      ...['secret', '==', '1.0', ')', '\n'],
    );
    const line = fc.array(hostile, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (errors) => {
        const message = told({ errors });
        assert.ok(message.length < 700, message);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
        assert.doesNotMatch(message, /secret@|[\x00-\x1f\u202e]/);
      }),
    );
  });

  it('takes time in proportion to what it reads', () => {
    const line = `ERROR: Could not find a version that satisfies the requirement ${'a'.repeat(90)}${' ('.repeat(900)}`;
    const others = [
      `${'a'.repeat(2000)} 1 depends on `,
      `The user requested ${'a '.repeat(900)}!`,
      `${'a-'.repeat(900)}`,
    ];
    const began = performance.now();
    told({
      errors: Array(100)
        .fill([line, ...others])
        .flat(),
    });
    assert.ok(performance.now() - began < 250, `${performance.now() - began} ms`);
  });
});
