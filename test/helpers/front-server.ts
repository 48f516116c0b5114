import { execa } from 'execa';

/** A server with TLS before a chief, of a shipped configuration with the places of this machine put in. */
export interface FrontServer {
  readonly port: number;
  /** What its certificate is verified with. */
  readonly ca: Buffer;
  stop(): Promise<void>;
}

export interface FrontServerOptions {
  /** Where the chief is: `http://127.0.0.1:7878`; for nginx also `http://unix:/run/butcher/chief.sock`. */
  readonly upstream: string;
}

/** The name that the shipped configurations have. */
export const frontHost = 'butcher.example';

/** Writes a key and a certificate of {@link frontHost} for it. */
export async function selfSigned(key: string, cert: string): Promise<void> {
  const subject = ['-subj', `/CN=${frontHost}`, '-addext', `subjectAltName=DNS:${frontHost}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', key, '-out', cert];
  await execa('openssl', ['req', '-x509', ...curve, '-nodes', '-days', '2', ...files, ...subject]);
}
