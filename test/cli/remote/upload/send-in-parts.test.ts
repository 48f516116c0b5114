import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { datasetPath } from '../../../../src/chief/content/content-paths.ts';
import { ChiefClient } from '../../../../src/cli/remote/client/chief-client.ts';
import { ChiefError } from '../../../../src/cli/remote/client/chief-error.ts';
import { sendData } from '../../../../src/cli/remote/upload/send-data.ts';
import {
  partsFromBytes,
  type Sendable,
  type Sending,
  sendInParts,
} from '../../../../src/cli/remote/upload/send-in-parts.ts';
import { UsageError } from '../../../../src/cli/usage-error.ts';
import { type HttpServer, serveHttp } from '../../../../src/http/server/serve-http.ts';
import { systemClock } from '../../../../src/model/clock.ts';
import { ChiefHome } from '../../../helpers/chief-home.ts';
import { Line } from '../../../helpers/line.ts';
import { packageUpload, ServedChief } from '../../../helpers/served-chief.ts';
import { HttpFixture } from '../../../http/http-fixture.ts';

const MiB = 1024 * 1024;

/** A real chief over real sockets, behind a line that breaks when a test says so. */
describe('sending in parts', () => {
  let folder: string;
  let home: ChiefHome;
  let served: ServedChief;
  let http: HttpFixture<ServedChief['chief']>;
  let server: HttpServer;
  let line: Line;
  let token: string;
  let told: string[];
  /** Pauses take no time. */
  const clock = { ...systemClock, after: (_: number, call: () => void) => systemClock.after(1, call) };
  const sending: Sending = {
    clock,
    onProgress: () => {},
    onResumed: (bytes) => told.push(`resumed at ${bytes > 0}`),
    onLost: () => told.push('lost'),
  };
  const startChief = async () => {
    served = await ServedChief.start({ home });
    http = await HttpFixture.over(served.chief, home);
    server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
  };
  const stopChief = async () => {
    await served.chief.stop();
    await server.close(0);
  };
  beforeEach(async () => {
    told = [];
    folder = await mkdtemp(join(tmpdir(), 'butcher-parts-'));
    home = await ChiefHome.make();
    await startChief();
    token = http.parts.tokens.ann;
    line = await Line.to(() => server.address);
  });
  afterEach(async () => {
    line.close();
    await stopChief();
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  });
  const client = (signal = new AbortController().signal) =>
    new ChiefClient({ address: line.address, token }, signal);
  const content = Buffer.alloc(partsFromBytes + 100, 'some line of the data\n');
  const dataFile = async () => {
    const path = join(folder, 'data.txt');
    await writeFile(path, content);
    return { path, name: 'data.txt' };
  };
  const body = (bytes: Buffer, more: Partial<Sendable> = {}): Sendable => ({
    ...{ kind: 'dataset', name: 'd', folder: false, known: null },
    from: (offset) => Readable.from([bytes.subarray(offset)], { objectMode: false }),
    ...more,
  });
  const partial = () => served.chief.uploads.list({ ...http.parts, name: 'ann' } as never);

  it('goes on where the line broke, again and again', async () => {
    line.cuts = [2 * MiB, 3 * MiB];
    const dataset = await sendData(client(), await dataFile(), sending);
    assert.deepEqual(told, ['lost', 'lost']);
    assert.equal(dataset.bytes, content.length);
    assert((await readFile(datasetPath(home.path, dataset.digest))).equals(content));
    assert.equal(partial().length, 1, 'one upload, gone on with');
  });

  it('goes on after the chief was started again', async () => {
    line.cuts = [4 * MiB];
    let restarted = Promise.resolve();
    line.onCut = () => {
      restarted = stopChief().then(startChief);
    };
    const patient = {
      ...clock,
      after: (_: number, call: () => void) => {
        void restarted.then(call);
        return () => {};
      },
    };
    const dataset = await sendData(client(), await dataFile(), { ...sending, clock: patient });
    assert.equal(dataset.digest, `sha256:${createHash('sha256').update(content).digest('hex')}`);
    assert(told.includes('lost'));
  });

  it('goes on where an earlier command ended', async () => {
    const given = await dataFile();
    const stopped = new AbortController();
    const onProgress = (bytes: number) => {
      if (bytes > 6 * MiB) stopped.abort(new Error('Ctrl-C'));
    };
    await assert.rejects(sendData(client(stopped.signal), given, { ...sending, onProgress }), /Ctrl-C/);
    // What is on its way when the line breaks may still come.
    while (partial()[0]?.offset === 0) await once(AbortSignal.timeout(5), 'abort');
    const dataset = await sendData(client(), given, sending);
    assert.deepEqual([told, dataset.bytes], [['resumed at true'], content.length]);
  });

  it('sends folders and packages so, too', async () => {
    await mkdir(join(folder, 'd/sub'), { recursive: true });
    await writeFile(join(folder, 'd/sub/a.bin'), content);
    await writeFile(join(folder, 'd/b.txt'), 'b');
    line.cuts = [3 * MiB];
    const dataset = await sendData(client(), { path: join(folder, 'd'), name: 'd' }, sending);
    assert.deepEqual([dataset.folder, told], [true, ['lost']]);
    const stored = datasetPath(home.path, dataset.digest);
    assert((await readFile(join(stored, 'sub/a.bin'))).equals(content));
    const archive = await buffer(packageUpload('in parts').body);
    const finished = await sendInParts(client(), body(archive, { kind: 'package', name: 'p.tar' }), sending);
    assert.equal(finished?.package?.name, 'p');
    assert.equal(finished.report?.errors, 0);
  });

  it('is tried so often and no more, where nothing arrives', async () => {
    const given = body(Buffer.from('hello'));
    const listed = await client().ask('uploads', 'GET', '/uploads');
    assert.deepEqual(listed.items, []);
    const { port } = new URL(line.address);
    const deaf = createServer((socket) => {
      socket.on('error', () => {});
      const through = connect(Number(port), '127.0.0.1').on('error', () => {});
      through.pipe(socket);
      socket.on('close', () => through.destroy());
      socket.on('data', (chunk: Buffer) => {
        if (chunk.toString('latin1').startsWith('PATCH')) socket.destroy();
        else through.write(chunk);
      });
    }).listen(0, '127.0.0.1');
    try {
      await once(deaf, 'listening');
      const address = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
      const behind = new ChiefClient({ address, token }, new AbortController().signal);
      const refused = await sendInParts(behind, given, sending).catch((error: unknown) => error);
      assert(refused instanceof ChiefError, String(refused));
      assert.deepEqual([refused.exitCode, told.length], [4, 9]);
    } finally {
      deaf.close();
    }
  });

  it('says so where the bytes are others the second time', async () => {
    const first = Buffer.alloc(100, 'a');
    const turning = (second: Buffer) => {
      let reads = 0;
      return body(first, {
        from: (offset) => {
          reads += 1;
          return Readable.from([(reads === 1 ? first : second).subarray(offset)], { objectMode: false });
        },
      });
    };
    const changed = await sendInParts(client(), turning(Buffer.alloc(100, 'b')), sending).catch((e) => e);
    assert.deepEqual([changed.code, changed.exitCode], ['digest-mismatch', 2]);
    for (const length of [99, 101]) {
      const other = turning(Buffer.alloc(length, 'a'));
      await assert.rejects(sendInParts(client(), other, sending), (error) => {
        assert(error instanceof UsageError, String(error));
        return /changed while they were read/.test(error.message);
      });
    }
    assert(!told.includes('lost'), 'nothing is tried again');
  });

  it('is what was lost with the answer alone', async () => {
    const given = body(Buffer.from('hello'));
    const one = await sendInParts(client(), given, sending);
    const [upload] = partial();
    const headers = {
      ...{ 'upload-offset': '5', 'upload-complete': '?1', 'content-type': 'application/partial-upload' },
    };
    const again = await client().ask('finished', 'PATCH', `/uploads/${upload!.id}`, {
      body: { stream: Readable.from([]), bytes: 0 },
      headers,
    });
    assert.equal(again.dataset?.id, one?.dataset?.id);
  });
});
