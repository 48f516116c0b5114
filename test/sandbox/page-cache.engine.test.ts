import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { ensureBaseImage } from '../../src/runtime/docker/image/ensure-image.ts';
import { connectToEngine, runInImage } from '../helpers/run-in-image.ts';

const profileFile = new URL('../../sandbox/seccomp.json', import.meta.url);
const shared = ['/app/package/Processor.py', '/app/data/numbers', '/usr/lib/python3.13/os.py'];

/** Moves pages of files that can only be read into pipes and files, and writes after them, by every call there is. */
const attempts = `
import ctypes, hashlib, json, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
def digest(path):
    with open(path, "rb") as file: return hashlib.sha256(file.read()).hexdigest()
def name(attempt):
    try:
        attempt()
        return "done"
    except OSError as error:
        return type(error).__name__ if error.errno != 38 else "missing"
def into_pipe(move):
    reader, writer = os.pipe()
    # A pipe that was full once has its buffers marked as ones that may be written on.
    os.write(writer, bytes(4096))
    os.read(reader, 4096)
    move(writer)
    os.write(writer, b"overwritten")
def vmsplice(path):
    def move(writer):
        file = os.open(path, os.O_RDONLY)
        view = mmap.mmap(file, 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(view))
        vector = (ctypes.c_void_p * 2)(start, 4096)
        if libc.vmsplice(writer, vector, 1, 0) < 0: raise OSError(ctypes.get_errno(), "vmsplice")
    return move
def opened(path): return os.open(path, os.O_RDONLY)
seen = {}
for path in ${JSON.stringify(shared)}:
    before = digest(path)
    scratch = os.open("/tmp/scratch", os.O_RDWR | os.O_CREAT)
    seen[path] = {
        "splice": name(lambda: into_pipe(lambda writer: os.splice(opened(path), writer, 1, offset_src=1))),
        "vmsplice": name(lambda: into_pipe(vmsplice(path))),
        "sendfile": name(lambda: into_pipe(lambda writer: os.sendfile(writer, opened(path), 1, 1))),
        "copy_file_range": name(lambda: os.copy_file_range(opened(path), scratch, 4096)),
        "open to write": name(lambda: os.open(path, os.O_WRONLY)),
        "shared mapping": name(lambda: mmap.mmap(opened(path), 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE)),
        "unchanged": digest(path) == before,
    }
print(json.dumps(seen))
`;

describe('files that a sandbox may only read', () => {
  let docker: Docker;
  let image: string;
  let profile: string;
  let folder: string;
  let content: Buffer;

  before(async () => {
    docker = await connectToEngine();
    image = await ensureBaseImage(docker, { onProgress: () => {}, signal: new AbortController().signal });
    profile = `seccomp=${JSON.stringify(JSON.parse(await readFile(profileFile, 'utf8')))}`;
    folder = await mkdtemp(join(tmpdir(), 'butcher-page-cache-'));
    content = randomBytes(8192);
    for (const name of ['package', 'data']) await writeFile(join(folder, name), content, { mode: 0o644 });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function attempted(option: string): Promise<Record<string, Record<string, string | boolean>>> {
    const { output } = await runInImage(docker, image, attempts, {
      SecurityOpt: [option],
      Binds: [`${folder}/package:${shared[0]}:ro`, `${folder}/data:${shared[1]}:ro`],
    });
    try {
      return JSON.parse(output);
    } catch (error) {
      throw new Error(`the probe printed ${output}`, { cause: error });
    }
  }

  it('stay as they are, and no call that moves their pages is there', async () => {
    const seen = await attempted(profile);
    assert.deepEqual(Object.keys(seen), shared);
    for (const [path, outcome] of Object.entries(seen)) {
      const { splice, vmsplice, sendfile, copy_file_range: copying, unchanged } = outcome;
      assert.deepEqual([splice, vmsplice, sendfile, copying], Array(4).fill('missing'), path);
      assert.match(String(outcome['open to write']), /^(PermissionError|OSError)$/);
      assert.equal(outcome['shared mapping'], 'PermissionError');
      assert.equal(unchanged, true, path);
    }
    for (const name of ['package', 'data'])
      assert.deepEqual(await readFile(join(folder, name)), content, name);
  });

  it('would have their pages moved but for the profile', async () => {
    const seen = await attempted('seccomp=unconfined');
    for (const { splice, vmsplice, sendfile } of Object.values(seen))
      assert.deepEqual([splice, vmsplice, sendfile], Array(3).fill('done'));
    for (const name of ['package', 'data'])
      assert.deepEqual(await readFile(join(folder, name)), content, name);
  });
});
