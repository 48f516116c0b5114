import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ServingChief } from '../../helpers/serving-chief.ts';

describe('a chief that was told to stop', function () {
  this.timeout(60_000);
  let chief: ServingChief;
  before(async () => {
    chief = await ServingChief.start({}, { DOCKER_HOST: 'unix:///none' });
  });
  after(() => chief.stop());

  it('lets idle connections go, refuses new ones, and answers `stopping` to what had begun to ask for a change', async () => {
    const [idle, half, changes] = [await open(), await open(), await open()];
    idle.write(head('GET /api/v1/me'));
    assert.match(await said(idle, '"me"'), /^HTTP\/1\.1 200 /);
    const gone = once(idle, 'close');
    half.write(head('GET /api/v1/me').slice(0, -4));
    const body = '{"package":"sha256:';
    const length = body.length + 66;
    changes.write(
      `${head('POST /api/v1/jobs', ['Content-Type: application/json', `Content-Length: ${length}`])}${body}`,
    );
    await fetch(`${chief.address}/healthz`);
    chief.process.kill('SIGTERM');
    await gone;
    await assert.rejects(open(), { code: 'ECONNREFUSED' });
    changes.write(`${'0'.repeat(64)}"}`);
    const answer = await said(changes, '\0');
    assert.match(answer, /^HTTP\/1\.1 503 [\s\S]*\nconnection: close\r\n[\s\S]*"code":"stopping"/i);
    assert.equal(await said(half, '\0'), '', 'nothing had been asked');
  });

  async function open(): Promise<Socket> {
    const { port, hostname } = new URL(chief.address);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.on('error', () => {});
    return socket;
  }

  function head(request: string, more: readonly string[] = []): string {
    const lines = [`${request} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${chief.token}`, ...more];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }

  /** What comes until there is that text, or the connection ends. */
  async function said(socket: Socket, until: string): Promise<string> {
    let text = '';
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      text += chunk.toString();
      if (text.includes(until)) break;
    }
    return text;
  }
});
