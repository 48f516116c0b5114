import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureError } from '../../../../src/model/failures.ts';
import { EngineClient } from '../../../../src/runtime/docker/engine/engine-client.ts';
import { findEngine } from '../../../../src/runtime/docker/engine/engine-endpoint.ts';
import { engineFacts } from '../../../../src/runtime/docker/engine/engine-facts.ts';
import { engineFailure } from '../../../../src/runtime/docker/engine/engine-failure.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An engine that says what the test tells it to. */
describe('EngineClient', () => {
  let folder: string;
  let socket: string;
  let server: Server;
  let client: EngineClient;
  let answers: Answer[];
  let asked: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    socket = join(folder, 'engine.sock');
    answers = [];
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`nothing prepared for ${request.url}`);
      answer(request, response);
    });
    server.listen(socket);
    await once(server, 'listening');
    const patience = { answerMs: 200, startMs: 200, pauseMs: 1 };
    client = await EngineClient.open({ kind: 'socket', path: socket }, patience);
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const says =
    (status: number, body: unknown): Answer =>
    (_, response) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
  const says404 = says(404, { message: 'No such container: x' });
  const hangsUp: Answer = (request) => request.socket.destroy();
  const hangs: Answer = () => {};
  const breaksOff: Answer = (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
    response.write('{"Version"', () => response.socket?.destroy());
  };

  it('asks again when the connection breaks, where that does no harm', async () => {
    answers = [hangsUp, hangsUp, says(200, { Version: '1' })];
    assert.equal((await client.version()).Version, '1');
    answers = [hangsUp];
    await rejectsAs(client.start('x'), 'engine-unavailable', /connection to the container engine .* broke/);
    assert.equal(asked.length, 4);
  });

  it('does not wait for ever for an engine that hangs, or breaks off in the middle of an answer', async () => {
    answers = [hangs];
    await rejectsAs(client.info(), 'engine-unavailable', /does not answer: no answer to "info" within 0.2 s/);
    answers = [breaksOff];
    await rejectsAs(client.version(), 'engine-unavailable', /does not answer/);
  });

  it('takes it as done that a container is gone or has ended', async () => {
    answers = [says404, says404, says404, says(409, { message: 'Container x is not running' })];
    assert.equal(await client.state('x'), null);
    await client.remove('x');
    await client.kill('x');
    await client.kill('x');
  });

  it('waits for somebody else’s removal', async () => {
    const busy = says(409, { message: 'removal of container x is already in progress' });
    answers = [busy, says(500, { message: 'device or resource busy' }), says404];
    await client.remove('x');
    assert.deepEqual(asked, Array(3).fill('DELETE /containers/x?force=true&v=true'));
  });

  it('waits for the very exit that was asked for, and says when it will never know', async () => {
    let finish = () => {};
    answers = [
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.flushHeaders();
        finish = () => response.end('{"StatusCode":139}');
      },
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.flushHeaders();
        finish = () => response.destroy();
      },
    ];
    const first = await client.wait('x', 'next-exit');
    finish();
    assert.equal(await first.exitCode, 139);
    const second = await client.wait('x', 'not-running');
    finish();
    assert.equal(await second.exitCode, null);
    assert.deepEqual(asked, [
      'POST /containers/x/wait?condition=next-exit',
      'POST /containers/x/wait?condition=not-running',
    ]);
  });

  it('asks Podman what it may use, and takes no answer for none', async () => {
    answers = [says(200, { host: { cgroupControllers: ['memory'] } })];
    assert.deepEqual(await client.podmanControllers(), ['memory']);
    for (const answer of [says(200, {}), says(404, {}), breaksOff, hangs]) {
      answers = [answer];
      assert.equal(await client.podmanControllers(), null);
    }
    assert.deepEqual([...new Set(asked)], ['GET /v4.0.0/libpod/info']);
  });

  it('sends no body with a request for the standard streams, which Podman would hand on', async () => {
    const bodies: string[] = [];
    server.on('upgrade', (request, socket, head) => {
      bodies.push(`${request.method} ${request.url} ${request.headers['content-length']} ${head}`);
      socket.end('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    });
    (await client.attach('x', { stdin: true })).destroy();
    assert.deepEqual(bodies, ['POST /containers/x/attach?stream=true&stdin=true&stdout=true&stderr=true 0 ']);
  });

  it('says what the engine said', async () => {
    const options = { Image: 'none' } as unknown as Parameters<EngineClient['create']>[0];
    answers = [says(404, { message: 'No such image: none' })];
    await rejectsAs(client.create(options), 'image-missing', /No such image: none\.$/);
    answers = [
      says(400, { message: 'invalid mount config for type "bind": bind source path does not exist: /x' }),
    ];
    await rejectsAs(client.create(options), 'engine-unavailable', /does not see the folders of this machine/);
    answers = [says(500, { message: 'mkdir /var/lib: no space left on device' })];
    await rejectsAs(client.start('x'), 'disk-limit', /disk is full/);
    answers = [says(500, { message: 'container create: container-init binary not found on the host' })];
    await rejectsAs(client.create(options), 'engine-unavailable', /Podman has no init process/);
    answers = [says(500, { message: 'OCI runtime create failed.' })];
    await rejectsAs(client.start('x'), 'engine-unavailable', /refused: OCI runtime create failed\.$/);
  });
});

describe('findEngine', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has a sentence for each way in which there is none', async () => {
    const missing = join(folder, 'missing.sock');
    await rejectsAs(
      findEngine({ DOCKER_HOST: `unix://${missing}` }),
      'engine-unavailable',
      /there is no socket at .*missing.sock/,
    );
    const dead = join(folder, 'dead.sock');
    await writeFile(dead, '');
    await rejectsAs(findEngine({ DOCKER_HOST: `unix://${dead}` }), 'engine-unavailable', /nobody listens at/);
    const denied = engineFailure(Object.assign(new Error(), { code: 'EACCES' }), '/run/docker.sock').failure;
    assert.match(denied.message, /may not use the container engine at \/run\/docker.sock/);
    assert.match(denied.help, /usermod -aG docker/);
    await rejectsAs(
      findEngine({ HOME: folder, DOCKER_CONTEXT: 'nowhere' }),
      'engine-unavailable',
      /context "nowhere" does not exist/,
    );
  });

  it('leaves an engine elsewhere to the client library', async () => {
    const url = 'tcp://engine.example:2375';
    assert.deepEqual(await findEngine({ DOCKER_HOST: url }), { kind: 'remote', url });
  });
});

describe('engineFacts', () => {
  const socket = { kind: 'socket', path: '/var/run/docker.sock' } as const;
  const version = { Version: '5.4.0+ds1', Components: [{ Name: 'Podman Engine' }] } as never;

  it('knows who the engine is and how it numbers users', () => {
    const rootless = engineFacts(socket, version, { SecurityOptions: ['name=seccomp', 'name=rootless'] });
    assert.equal(rootless.name, 'podman 5.4.0');
    assert.equal(rootless.users, 'rootless');
    assert.equal(engineFacts(socket, version, { Rootless: true }).users, 'rootless', 'as Podman says it');
    assert.equal(rootless.dialect, 'podman');
    assert.equal(engineFacts(socket, { Version: '20.10' } as never, {}).dialect, 'docker');
    assert.equal(engineFacts(socket, version, { SecurityOptions: ['name=userns'] }).users, 'remapped');
    assert.equal(engineFacts(socket, version, {}).users, 'same');
  });

  it('shares sockets only with containers on this very kernel', () => {
    const desktop = { OperatingSystem: 'Docker Desktop' };
    assert.equal(engineFacts(socket, version, {}, 'linux').sharesSockets, true);
    assert.equal(engineFacts(socket, version, desktop, 'linux').sharesSockets, false);
    assert.equal(engineFacts(socket, version, {}, 'darwin').sharesSockets, false);
    assert.equal(engineFacts({ kind: 'remote', url: 'tcp://x' }, version, {}, 'linux').sharesSockets, false);
  });
});

async function rejectsAs(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert(error instanceof FailureError, String(error));
    assert.equal(error.failure.code, code);
    assert.match(error.message, message);
    return true;
  });
}
