import { type KeyObject, sign, verify } from 'node:crypto';
import { parseRecord, type RecordShape, recordShape } from '../files/read-record.ts';
import { keyIdOf } from './key-id.ts';

/** A signed text as DSSE v1.0.2 has it (https://github.com/secure-systems-lab/dsse): what `--provenance` writes. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid?: string; readonly sig: string }[];
}

export const payloadType = 'application/vnd.in-toto+json';
/** A statement with ten thousand libraries has less. */
export const mostEnvelopeBytes = 16 * 1024 * 1024;

const base64 = { type: 'string', pattern: '^[A-Za-z0-9+/_-]*={0,2}$' } as const;

const shape: RecordShape = recordShape({
  type: 'object',
  required: ['payloadType', 'payload', 'signatures'],
  properties: {
    payloadType: { type: 'string', maxLength: 256 },
    payload: base64,
    signatures: {
      type: 'array',
      minItems: 1,
      maxItems: 16,
      items: {
        type: 'object',
        required: ['sig'],
        properties: { keyid: { type: 'string', maxLength: 256 }, sig: { ...base64, maxLength: 4096 } },
      },
    },
  },
});

/** Signs a statement, given as JSON, with an ed25519 key. */
export function signed(statement: string, key: KeyObject, publicKey: KeyObject): Envelope {
  const payload = Buffer.from(statement);
  const sig = sign(null, authenticated(payloadType, payload), key).toString('base64');
  return {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: keyIdOf(publicKey), sig }],
  };
}

/** The envelope that a file holds; else why it is none, as in "it is not JSON". */
export function readEnvelope(bytes: Buffer, source: string): Envelope | { readonly problem: string } {
  const read = parseRecord<Envelope>(bytes, source, shape);
  if (read.kind !== 'read') return { problem: (read as { problem: string }).problem };
  return read.value.payloadType === payloadType
    ? read.value
    : { problem: `${source} holds something else than an in-toto statement` };
}

/** What was signed, where the key has signed it; null where it has not. */
export function openEnvelope(
  { payloadType: type, payload, signatures }: Envelope,
  key: KeyObject,
): Buffer | null {
  const bytes = Buffer.from(payload, 'base64');
  const said = authenticated(type, bytes);
  return signatures.some(({ sig }) => verify(null, said, key, Buffer.from(sig, 'base64'))) ? bytes : null;
}

/** What is signed of a payload: DSSE's pre-authentication encoding. */
export function authenticated(type: string, payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
