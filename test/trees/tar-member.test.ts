import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { type Pack, pack } from 'tar-stream';
import { memberHeader, paddingOf } from '../../src/trees/tar-member.ts';

const part = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'Z', '-', '.', ' '), minLength: 1, maxLength: 120 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
);
const path = fc
  .array(part, { minLength: 1, maxLength: 5 })
  .map((parts) =>
    parts
      .join('/')
      .replaceAll('\0', '')
      .replaceAll(/^\/|\/$/g, 'x'),
  )
  .filter((text) => text.isWellFormed() && text.length > 0);

/** What tar-stream writes before the content of a member. */
async function expected(name: string, kind: 'file' | 'folder', size: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  const archive = pack();
  const common = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' } as const;
  const header: Parameters<Pack['entry']>[0] =
    kind === 'file'
      ? { ...common, name, type: 'file', mode: 0o644, size }
      : { ...common, name, type: 'directory', mode: 0o755 };
  archive.entry(header, Buffer.alloc(kind === 'file' ? size : 0));
  archive.finalize();
  for await (const block of archive) blocks.push(block as Buffer);
  const whole = Buffer.concat(blocks);
  return whole.subarray(0, whole.length - 1024 - size - paddingOf(size));
}

describe('the header of a member', () => {
  it('is byte for byte what a well-known library writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom('file' as const, 'folder' as const),
        fc.nat(5000),
        async (name, kind, size) => {
          const given = kind === 'folder' ? `${name}/` : name;
          const bytes = kind === 'folder' ? 0 : size;
          assert.deepEqual(memberHeader(Buffer.from(given), kind, bytes), await expected(given, kind, bytes));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says sizes beyond 8 GiB and names that are not UTF-8 so that Python reads them', () => {
    const name = Buffer.from([0x66, 0xff, 0xfe]);
    const sizes = [2 ** 33 - 1, 2 ** 33, 2 ** 45 + 7];
    const program = `
import io, sys, tarfile
for end in range(int(sys.argv[1])):
    length = int.from_bytes(sys.stdin.buffer.read(4), "big")
    blocks = sys.stdin.buffer.read(length)
    tar = tarfile.open(fileobj=io.BytesIO(blocks + bytes(1024)))
    member = tar.firstmember
    print(member.name.encode("utf-8", "surrogateescape").hex(), member.size, oct(member.mode), member.uid, member.mtime)
`;
    const input = Buffer.concat(
      sizes.flatMap((size) => {
        const blocks = memberHeader(name, 'file', size);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(blocks.length);
        return [length, blocks];
      }),
    );
    const said = execFileSync('python3', ['-c', program, String(sizes.length)], { input, encoding: 'utf8' });
    assert.deepEqual(
      said.trim().split('\n'),
      sizes.map((size) => `66fffe ${size} 0o644 0 0`),
    );
  });
});
