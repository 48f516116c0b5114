import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { goodFiles, load, refusals, scratchFolder } from './helpers/scratch.ts';
import { type TarSpec, tarMember, tarOf } from './helpers/tar-of.ts';
import { type ZipSpec, zipOf } from './helpers/zip-of.ts';

const good: readonly (TarSpec & ZipSpec)[] = Object.entries(goodFiles).map(([name, text]) => ({
  name,
  content: Buffer.from(text),
}));
const evil = Buffer.from('evil');
/** Blocks of deflate data that hold nothing. */
const padding = Buffer.from('000000ffff'.repeat(1000), 'hex');

/** Names that must be refused, and what the message must say. */
const evilNames: readonly (readonly [name: string, says: RegExp])[] = [
  ['../escape.py', /`\.\.`/],
  ['lib/../../escape.py', /`\.\.`/],
  ['lib/..', /`\.\.`/],
  ['/tmp/escape.py', /absolute/],
  ['//host/share.py', /absolute/],
  ['C:/escape.py', /drive letter/],
  ['c:escape.py', /drive letter/],
  ['..\\escape.py', /backslash/],
  ['lib\\helper.py', /backslash/],
  ['\\\\host\\share.py', /backslash/],
  ['line\nbreak.py', /control/],
  ['carriage\rreturn.py', /control/],
  ['escape\x1b[2Jhidden.py', /control/],
  ['delete\x7f.py', /control/],
  ['right\u202eyp.left', /control or invisible/],
  ['mark\u200f.py', /control or invisible/],
  ['zero\u200bwidth.py', /control or invisible/],
  ['line\u2028separator.py', /control or invisible/],
  ['tag\u{e0041}.py', /control or invisible/],
  ['n'.repeat(256), /longer than 255/],
  [
    `${'p/'.repeat(4)}${'n'.repeat(200)}/${'n'.repeat(200)}/${'n'.repeat(200)}/${'n'.repeat(200)}/${'n'.repeat(250)}`,
    /longer than 1024/,
  ],
  ['n'.repeat(65_000), /longer than 1024/],
];

describe('evil archives', () => {
  const scratch = scratchFolder();

  async function assertRefused(name: string, content: Buffer, rule: string, says: RegExp): Promise<void> {
    const findings = await refusals(scratch.path, name, content);
    const texts = findings.map((finding) => `${finding.rule} ${finding.message}`);
    assert.ok(
      findings.some((finding) => finding.rule === rule && says.test(finding.message)),
      `${says} not in ${texts.join('\n')}`,
    );
    for (const { file, message, help } of findings) {
      assert.doesNotMatch(file + message + help, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u, 'messages are inert');
      assert.ok(file.length < 200 && message.length < 500 && help.length > 0);
    }
  }

  for (const [name, says] of evilNames) {
    const title = JSON.stringify(name.slice(0, 40));
    it(`refuse the name ${title} in a tar`, () =>
      assertRefused('evil.tar', tarOf([...good, { name, content: evil }]), 'BUT108', says));
    it(`refuse the name ${title} in a zip`, () =>
      assertRefused('evil.zip', zipOf([...good, { name, content: evil }]), 'BUT108', says));
    it(`refuse the name ${title} of a zip's folder`, () =>
      assertRefused(
        'evil.zip',
        zipOf([...good, { name: `${name}/`, mode: 0o40755, packed: Buffer.alloc(0) }]),
        'BUT108',
        says,
      ));
  }

  it('refuse a NUL in a name, where a format can hold one', async () => {
    await assertRefused(
      'evil.zip',
      zipOf([...good, { name: 'Split.py\0.txt', content: evil }]),
      'BUT108',
      /NUL/,
    );
    const hidden = { name: 'x', pax: { path: 'Split.py\0.txt' }, content: evil };
    await assertRefused('evil.tar', tarOf([...good, hidden]), 'BUT108', /NUL/);
  });

  it('refuse names that are not UTF-8', async () => {
    const name = Buffer.from('caf\xe9.py', 'latin1');
    await assertRefused('evil.tar', tarOf([...good, { name, content: evil }]), 'BUT108', /not valid UTF-8/);
    await assertRefused('evil.zip', zipOf([...good, { name, content: evil }]), 'BUT108', /not valid UTF-8/);
  });

  it('refuse control bytes that the older encoding of names shows as pictures', () => {
    const name = Buffer.from('\x01\xe9.py', 'latin1');
    return assertRefused(
      'evil.zip',
      zipOf([...good, { name, madeBy: 'dos', both: { flags: 0 } }]),
      'BUT108',
      /control/,
    );
  });

  it('refuse evil names that an extended header brings in', () =>
    assertRefused(
      'evil.tar',
      tarOf([...good, { name: 'x', pax: { path: '../up.py' } }]),
      'BUT108',
      /`\.\.`/,
    ));

  it('refuse evil names also within folders that are ignored', () =>
    assertRefused('evil.tar', tarOf([...good, { name: '.git/../../up.py' }]), 'BUT108', /`\.\.`/));

  const tarKinds: readonly (readonly [type: string, says: RegExp])[] = [
    ['1', /hard link/],
    ['2', /symbolic link/],
    ['3', /device/],
    ['4', /device/],
    ['6', /fifo/],
    ['7', /unknown kind/],
    ['S', /unknown kind/],
    ['Z', /unknown kind/],
  ];
  for (const [type, says] of tarKinds)
    it(`refuse a tar member of type ${type}, wherever it points`, async () => {
      for (const linkName of ['Split.py', '../../etc/passwd', '/etc/passwd'])
        await assertRefused('evil.tar', tarOf([...good, { name: 'member', type, linkName }]), 'BUT108', says);
    });

  it('refuse a link out of the package and a file through it', async () => {
    const members = [
      { name: 'out', type: '2', linkName: '/tmp' },
      { name: 'out/planted.py', content: evil },
    ];
    await assertRefused('evil.tar', tarOf([...good, ...members]), 'BUT108', /symbolic link/);
  });

  const zipModes: readonly (readonly [mode: number, says: RegExp])[] = [
    [0o120777, /symbolic link/],
    [0o020666, /device/],
    [0o060666, /device/],
    [0o010644, /fifo/],
    [0o140644, /socket/],
    [0o040755, /unknown kind/],
    [0o104755, /set-user-id/],
    [0o102755, /set-group-id/],
  ];
  for (const [mode, says] of zipModes)
    it(`refuse a zip member of mode ${mode.toString(8)}`, () =>
      assertRefused('evil.zip', zipOf([...good, { name: 'member', mode, content: evil }]), 'BUT108', says));

  it('refuse set-user-id and set-group-id members of a tar', async () => {
    for (const mode of [0o4755, 0o2755])
      await assertRefused('evil.tar', tarOf([...good, { name: 'tool', mode }]), 'BUT108', /set-user-id/);
  });

  it('refuse a name that is there twice, and a file that is a folder too', async () => {
    const twice: readonly (readonly [first: string, second: string, says: RegExp])[] = [
      ['a.txt', 'a.txt', /twice/],
      ['a.txt', './a.txt', /twice/],
      ['a.txt', 'a.txt/b.txt', /lies in is there as a file/],
      ['a/b.txt', 'a', /as a file and as a folder/],
      ['caf\u00e9.txt', 'cafe\u0301.txt', /twice/],
    ];
    for (const [first, second, says] of twice) {
      const members = [...good, { name: first, content: evil }, { name: second, content: evil }];
      await assertRefused('evil.tar', tarOf(members), 'BUT108', says);
      await assertRefused('evil.zip', zipOf(members), 'BUT108', says);
    }
  });

  it('refuse sparse files', () =>
    assertRefused(
      'evil.tar',
      tarOf([...good, { name: 'holes', content: evil, pax: { 'GNU.sparse.major': '1' } }]),
      'BUT108',
      /sparse/,
    ));

  it('refuse headers that are long beyond any name, of whatever kind', async () => {
    const comment = { comment: 'x'.repeat(70_000) };
    for (const member of [
      { name: 'y', pax: comment },
      { name: 'y', paxOfAll: comment },
      { name: 'z'.repeat(70_000) },
    ])
      await assertRefused('evil.tar', tarOf([...good, member]), 'BUT108', /has a header of more than 64 KiB/);
  });

  it('are not slow for what is said of all members together', async () => {
    const paxOfAll = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, '']));
    const members = Array.from({ length: 4000 }, (_, n) => ({ name: `f${n}`, pax: { mtime: '1' } }));
    const began = process.cpuUsage();
    const archive = join(scratch.path, 'heavy.tar');
    writeFileSync(archive, tarOf([{ ...good[0]!, paxOfAll }, ...good.slice(1), ...members]));
    assert.equal((await load(archive)).source?.files.size, good.length + members.length);
    rmSync(archive);
    const { user, system } = process.cpuUsage(began);
    assert(user + system < 3e6, `${(user + system) / 1e6} s of processor`);
  });

  it('refuse folders with content', async () => {
    await assertRefused(
      'evil.tar',
      tarOf([...good, { name: 'd/', type: '5', size: 3 }]),
      'BUT108',
      /content of its own/,
    );
    await assertRefused(
      'evil.zip',
      zipOf([...good, { name: 'd/', mode: 0o40755, content: evil }]),
      'BUT108',
      /content of its own/,
    );
  });

  it('refuse encrypted zips', async () => {
    await assertRefused(
      'evil.zip',
      zipOf([...good, { name: 'x', content: evil, both: { flags: 0x801 } }]),
      'BUT108',
      /encrypted/,
    );
    await assertRefused(
      'evil.zip',
      zipOf([...good, { name: 'x', content: evil, both: { flags: 0x841 } }]),
      'BUT108',
      /encrypted/,
    );
  });

  it('refuse compressions that are not the usual ones', () =>
    assertRefused(
      'evil.zip',
      zipOf([...good, { name: 'x', content: evil, both: { method: 12 } }]),
      'BUT108',
      /method 12/,
    ));

  const disagreements: readonly (readonly [what: string, spec: Partial<ZipSpec>, says: RegExp])[] = [
    ['name', { local: { name: Buffer.from('y') } }, /disagree about its name/],
    ['compression', { local: { method: 0 } }, /disagree about its compression/],
    ['size', { local: { bytes: 5 } }, /disagree about its size/],
    ['packed size', { local: { packedBytes: 5 } }, /disagree about its packed size/],
    ['checksum', { local: { crc: 5 } }, /disagree about its checksum/],
    ['encryption', { local: { flags: 0x801 } }, /disagree about its encryption/],
    ['checksum of the data', { both: { crc: 5 } }, /do not match their checksum/],
    ['size of the data', { both: { bytes: 5 } }, /do not unpack to the size/],
    ['data', { packed: Buffer.from('no deflate data') }, /do not unpack/],
    ['end of the data', { packed: Buffer.concat([deflateRawSync(evil), evil]) }, /do not unpack/],
    ['data that are padded', { packed: Buffer.concat([padding, deflateRawSync(evil)]) }, /larger packed/],
  ];
  for (const [what, spec, says] of disagreements)
    it(`refuse a zip whose headers disagree: ${what}`, () =>
      assertRefused('evil.zip', zipOf([...good, { name: 'x', content: evil, ...spec }]), 'BUT108', says));

  it('refuse zip members that overlap, hide or are not where they should be', async () => {
    const zip = (...more: ZipSpec[]) => zipOf([...good, { name: 'x', content: evil }, ...more]);
    await assertRefused(
      'evil.zip',
      zip({ name: 'y', content: evil, listedOnly: true, offset: 0 }),
      'BUT108',
      /shares bytes/,
    );
    await assertRefused(
      'evil.zip',
      zip({ name: 'y', content: evil, unlisted: true }),
      'BUT108',
      /belong to none/,
    );
    await assertRefused(
      'evil.zip',
      zip({ name: 'y', content: evil, offset: 0x7fffffff }),
      'BUT108',
      /belong to none/,
    );
    await assertRefused('evil.zip', zipOf(good, { entryCount: 2 }), 'BUT108', /table of contents/);
    await assertRefused('evil.zip', zipOf(good, { entryCount: 4 }), 'BUT108', /table of contents/);
    await assertRefused(
      'evil.zip',
      zipOf([{ name: 'hidden', unlisted: true }, ...good]),
      'BUT108',
      /belong to none/,
    );
  });

  it('refuse what is cut short, at any length', async () => {
    const whole = [
      ['cut.tar', tarOf(good)],
      ['cut.tgz', gzipSync(tarOf(good))],
      ['cut.zip', zipOf(good)],
    ] as const;
    for (const [name, bytes] of whole)
      for (let length = 1; length < bytes.length; length += 1 + Math.floor(bytes.length / 60))
        await assertRefused(name, bytes.subarray(0, length), 'BUT108', /cut short|not a tar|neither|damaged/);
  });

  it('refuse a tar that ends between two members', () =>
    assertRefused(
      'cut.tar',
      Buffer.concat(good.flatMap(tarMember)),
      'BUT108',
      /mark that ends a tar is missing/,
    ));

  it('refuse what is empty, and what is no archive', async () => {
    await assertRefused('empty.tar', Buffer.alloc(0), 'BUT108', /is empty/);
    await assertRefused('empty.tar', tarOf([]), 'BUT108', /holds no files/);
    await assertRefused('empty.tgz', gzipSync(tarOf([])), 'BUT108', /holds no files/);
    await assertRefused('empty.zip', zipOf([]), 'BUT108', /holds no files/);
    await assertRefused('folders.tar', tarOf([{ name: 'a/', type: '5' }]), 'BUT108', /holds no files/);
    await assertRefused('text.zip', Buffer.from('not an archive at all'), 'BUT108', /neither/);
    await assertRefused('text.tgz', gzipSync('not a tar'), 'BUT108', /gzipped, but what it holds/);
    await assertRefused(
      'nested.tgz',
      gzipSync(gzipSync(tarOf(good))),
      'BUT108',
      /gzipped, but what it holds/,
    );
    await assertRefused('x.tar.xz', Buffer.from('fd377a585a000000', 'hex'), 'BUT108', /xz/);
    await assertRefused('x.7z', Buffer.from('377abcaf271c0004', 'hex'), 'BUT108', /7z/);
    await assertRefused('noise.tar', Buffer.alloc(4096, 0xa5), 'BUT108', /neither/);
  });

  it('report every bad member, not only the first', async () => {
    const members = [{ name: '../a' }, { name: '/b' }, { name: 'c', type: '2', linkName: 'x' }];
    const findings = await refusals(scratch.path, 'evil.tar', tarOf([...good, ...members]));
    assert.deepEqual(
      findings.map((finding) => finding.file),
      ['../a', '/b', 'c'],
    );
  });

  it('write nothing, anywhere near', () => {
    assert.deepEqual(readdirSync(scratch.path), []);
    const neighbours = readdirSync(dirname(scratch.path));
    for (const planted of ['escape.py', 'up.py', 'planted.py', 'a']) assert.ok(!neighbours.includes(planted));
  });
});
