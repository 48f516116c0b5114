import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receiver } from '../../chief/webhooks/receiver.ts';
import { authority, certificate } from '../../helpers/certificate.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { StubChief } from './stub-chief.ts';

const day = 24 * 60 * 60 * 1000;
const trust = /NODE_EXTRA_CA_CERTS=FILE.*or ask its operator for one of a public authority/;

describe('a chief that is asked with TLS', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-tls-'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));
  const said = async (address: string) => {
    const env = { BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: address, BUTCHER_TOKEN: 'secret' };
    const { exitCode, stderr } = await runButcher(['jobs'], { cwd, env });
    assert.equal(exitCode, 4, stderr);
    return stderr;
  };

  it('is named with http:// where it speaks none', async () => {
    const chief = await StubChief.start();
    try {
      const stderr = await said(chief.address.replace('http:', 'https:'));
      assert.match(stderr, /: it does not speak TLS there\.\n.*begin with http:\/\//);
      assert(!stderr.includes('openssl'), stderr);
    } finally {
      await chief.stop();
    }
  });

  const nobody = authority('nobody');
  for (const [what, made, reason, help] of [
    ['signs itself', certificate(), /its certificate is signed by itself alone\./, trust],
    [
      'nobody has signed',
      certificate({ signedBy: nobody }),
      /signed by nobody that this machine knows\./,
      trust,
    ],
    ['has expired', certificate({ untilMs: Date.now() - day / 2 }), /its certificate has expired\./, /renew/],
    ['is not valid yet', certificate({ fromMs: Date.now() + day / 2 }), /is not valid yet\./, /clocks/],
  ] as const)
    it(`is not believed with a certificate that ${what}, and the remedy is told`, async () => {
      const receiver = await Receiver.start('127.0.0.1', 0, made);
      try {
        const stderr = await said(`https://127.0.0.1:${receiver.port}`);
        assert.match(stderr, reason);
        assert.match(stderr, help);
        assert.equal(receiver.received.length, 0);
      } finally {
        await receiver.close();
      }
    });
});
