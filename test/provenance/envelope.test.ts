import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dirHash } from '../../src/provenance/dir-hash.ts';
import { authenticated, openEnvelope, readEnvelope, signed } from '../../src/provenance/envelope.ts';
import { keyIdOf } from '../../src/provenance/key-id.ts';
import { signingKey } from '../../src/provenance/signing-key.ts';

describe('a signed statement', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');

  it('is signed over the bytes that DSSE says', () => {
    // The example of the protocol's own text.
    const said = authenticated('http://example.com/HelloWorld', Buffer.from('hello world'));
    assert.equal(said.toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('opens with the key that has signed it, and with no other', () => {
    const envelope = signed('{"a":1}', privateKey, publicKey);
    assert.equal(envelope.signatures[0]?.keyid, keyIdOf(publicKey));
    assert.equal(openEnvelope(envelope, publicKey)?.toString(), '{"a":1}');
    assert.equal(openEnvelope(envelope, generateKeyPairSync('ed25519').publicKey), null);
  });

  it('is none where it has another shape', () => {
    for (const value of [null, [], {}, { payload: '', payloadType: 'x', signatures: [] }, { payload: '%' }])
      assert.ok('problem' in readEnvelope(Buffer.from(JSON.stringify(value)), 'f'), JSON.stringify(value));
  });

  it('is of one key, however many processes make it at once', async () => {
    const home = await mkdtemp(join(tmpdir(), 'butcher-key-'));
    try {
      const keys = await Promise.all(Array.from({ length: 8 }, () => signingKey(home)));
      assert.equal(new Set(keys.map((key) => keyIdOf(key.publicKey))).size, 1);
      assert.deepEqual(await readdir(home), ['signing-key.pem']);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});

describe('the hash of a folder’s files', () => {
  it('is not told where its lines are not defined', () => {
    assert.equal(dirHash([{ path: 'a\nb', sha256: '0'.repeat(64) }]), null);
  });

  it('orders names by their bytes', () => {
    const file = (path: string) => ({ path, sha256: '0'.repeat(64) });
    assert.equal(
      dirHash([file('a/b'), file('a.b'), file('a')]),
      dirHash([file('a'), file('a.b'), file('a/b')]),
    );
  });
});
