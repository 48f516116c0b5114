import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM, followed by that of whoever signed it where that is somebody else. */
  readonly cert: string;
}

interface Wanted {
  /** Names and addresses of IPv4 that it is for. */
  readonly names?: readonly string[];
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** Else it signs itself. */
  readonly signedBy?: Signer;
}

export interface Signer {
  readonly name: string;
  readonly key: KeyObject;
  readonly cert: string;
}

const day = 24 * 60 * 60 * 1000;
const oids = {
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
};

/** A certificate for a server of a test, made here: with any dates, and without a tool. */
export function certificate({ names = ['127.0.0.1'], signedBy, ...dates }: Wanted = {}): Certificate {
  const { key, publicKey } = newKey();
  const general = names.map((name) =>
    /^[\d.]+$/.test(name) ? der(0x87, name.split('.').map(Number)) : der(0x82, Buffer.from(name)),
  );
  const extension = sequence(oid('subjectAltName'), der(0x04, sequence(...general)));
  const subject = names[0] ?? '';
  const issuer = signedBy ?? { name: subject, key };
  const cert = signed({ subject, publicKey, issuer, extension, ...dates });
  return { key: pemOf(key), cert: cert + (signedBy?.cert ?? '') };
}

/** Somebody who signs certificates, and whom no machine knows. */
export function authority(name: string): Signer {
  const { key, publicKey } = newKey();
  const isAuthority = der(0x01, [0xff]);
  const extension = sequence(oid('basicConstraints'), der(0x01, [0xff]), der(0x04, sequence(isAuthority)));
  return { name, key, cert: signed({ subject: name, publicKey, issuer: { name, key }, extension }) };
}

interface Signing {
  readonly subject: string;
  readonly publicKey: Buffer;
  readonly issuer: Pick<Signer, 'name' | 'key'>;
  readonly extension: Buffer;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

/** A certificate of X.509 version 3 (RFC 5280), as PEM. */
function signed({ subject, publicKey, issuer, extension, ...dates }: Signing): string {
  const { fromMs = Date.now() - day, untilMs = Date.now() + day } = dates;
  const algorithm = sequence(oid('ecdsaWithSha256'));
  const content = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    algorithm,
    nameOf(issuer.name),
    sequence(time(fromMs), time(untilMs)),
    nameOf(subject),
    publicKey,
    der(0xa3, sequence(extension)),
  );
  const signature = der(0x03, [0, ...sign('sha256', content, issuer.key)]);
  const lines = sequence(content, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function newKey(): { readonly key: KeyObject; readonly publicKey: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key: privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: 'pkcs8', format: 'pem' }));
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('commonName'), der(0x0c, Buffer.from(commonName)))));
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\.\d+|\D/g, '');
  return der(0x18, Buffer.from(`${digits}Z`));
}

function oid(name: keyof typeof oids): Buffer {
  return der(0x06, oids[name]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Uint8Array | readonly number[]): Buffer {
  const { length } = content;
  const bytes = length < 256 ? [length] : [length >> 8, length & 255];
  const size = length < 128 ? bytes : [0x80 + bytes.length, ...bytes];
  return Buffer.from([tag, ...size, ...content]);
}
