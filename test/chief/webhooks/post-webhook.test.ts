import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { AllowedReceivers } from '../../../src/chief/webhooks/allowed-receivers.ts';
import { type Posted, postWebhook } from '../../../src/chief/webhooks/post-webhook.ts';
import { authority, certificate } from '../../helpers/certificate.ts';
import { Receiver } from './receiver.ts';

/** Sends to each address that it is given. */
const program = `
  import { AllowedReceivers } from '${new URL('../../../src/chief/webhooks/allowed-receivers.ts', import.meta.url)}';
  import { postWebhook } from '${new URL('../../../src/chief/webhooks/post-webhook.ts', import.meta.url)}';
  const parts = { lookUp: async () => ['127.0.0.1'], allowed: new AllowedReceivers(['127.0.0.1']) };
  const signal = new AbortController().signal;
  const posted = process.argv.slice(1).map((url) => postWebhook(parts, url, {}, '{}', signal));
  console.log(JSON.stringify(await Promise.all(posted)));
`;

describe('what came of sending to a receiver', () => {
  const parts = { lookUp: async () => ['127.0.0.1'], allowed: new AllowedReceivers(['127.0.0.1']) };
  const posting = (url: string) => postWebhook(parts, url, {}, '{}', new AbortController().signal);
  /** Of one that sends this to whoever connects. */
  const postedTo = async (answer: string, scheme = 'http'): Promise<Posted> => {
    const receiver = createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    try {
      return await posting(`${scheme}://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
    } finally {
      receiver.close();
    }
  };
  const taken = 'HTTP/1.1 204 No Content\r\n\r\n';

  for (const [interim, expected] of [
    [16, { status: 204, problem: null }],
    [17, { status: null, problem: 'It sends heads of 1xx in place of an answer.' }],
    [10_000, { status: null, problem: 'It sends heads of 1xx in place of an answer.' }],
  ] as const)
    it(`is told where ${interim} heads of 1xx come before the answer`, async () => {
      const heads = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(interim);
      assert.deepEqual(await postedTo(heads + taken), expected);
    });

  for (const [what, answer, scheme, problem] of [
    ['other than HTTP', '220 mail.example ESMTP\r\n', 'http', /^It does not answer in HTTP, or/],
    [
      'a head too long',
      `HTTP/1.1 200 OK\r\na: ${'b'.repeat(100_000)}\r\n\r\n`,
      'http',
      /head that is too long/,
    ],
    ['no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'https', /^It does not speak TLS there; its URL/],
  ] as const)
    it(`names ${what}`, async () => {
      assert.match((await postedTo(answer, scheme)).problem ?? '', problem);
    });

  const nobody = authority('nobody');
  const day = 24 * 60 * 60 * 1000;
  for (const [what, shown, problem] of [
    ['signed by itself', certificate(), /^Its certificate is signed by itself alone; give it/],
    [
      'signed by nobody known',
      certificate({ signedBy: nobody }),
      /^Its certificate is signed by nobody that/,
    ],
    [
      'without the one that signed it',
      certificate({ signedBy: { ...nobody, cert: '' } }),
      /^Its certificate is signed by nobody that this chief knows; have it send its whole chain, give it/,
    ],
    ['that has expired', certificate({ untilMs: Date.now() - day / 2 }), /has expired; renew it\.$/],
    [
      'that is not valid yet',
      certificate({ fromMs: Date.now() + day / 2 }),
      /not valid yet; look at the clocks of its machine and of the chief’s\.$/,
    ],
  ] as const)
    it(`sends nothing where the certificate is one ${what}`, async () => {
      const receiver = await Receiver.start('127.0.0.1', 0, shown);
      try {
        const posted = await posting(receiver.url);
        assert.equal(posted.status, null);
        assert.match(posted.problem ?? '', problem);
        assert.deepEqual([receiver.connections, receiver.received.length], [1, 0]);
      } finally {
        await receiver.close();
      }
    });

  it('takes the certificates of an authority that the operator has added, for their names alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-authority-'));
    const [good, other] = await Promise.all(
      [undefined, ['lab.example']].map((names) =>
        Receiver.start('127.0.0.1', 0, certificate({ signedBy: nobody, ...(names && { names }) })),
      ),
    );
    try {
      await writeFile(join(folder, 'ca.pem'), nobody.cert);
      const { stdout } = await execa(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', program, good!.url, other!.url],
        { env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } },
      );
      assert.deepEqual(JSON.parse(stdout), [
        { status: 204, problem: null },
        {
          status: null,
          problem: 'Its certificate is for another name; set a URL with a name that it is for.',
        },
      ]);
      assert.deepEqual([good!.received.length, other!.received.length], [1, 0]);
    } finally {
      await Promise.all([good!.close(), other!.close(), rm(folder, { recursive: true })]);
    }
  });
});
