import { makeFolders } from '../../files/make-folders.ts';
import { keyIdOf, publicPem } from '../../provenance/key-id.ts';
import { SigningKeyError, signingKey } from '../../provenance/signing-key.ts';
import { inertLine, inertText } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { ownConfig } from '../home/own-config.ts';
import { withChief } from '../remote/with-chief.ts';
import { UsageError } from '../usage-error.ts';

/** `butcher key`: the key alone on stdout, its id on stderr. */
export async function keyCommand(flags: { readonly chief?: true }, io: CliIo): Promise<void> {
  if (flags.chief === true) {
    await withChief(io, async ({ client }) => {
      const { keyid, publicKey } = await client.ask('key', 'GET', '/key');
      tell(io, inertLine(keyid), inertText(publicKey));
      return 0;
    });
    return;
  }
  const { home } = await ownConfig(io);
  try {
    await makeFolders(home, 0o700);
    const { publicKey } = await signingKey(home);
    tell(io, keyIdOf(publicKey), publicPem(publicKey));
  } catch (error) {
    if (error instanceof SigningKeyError) throw new UsageError(error.message);
    throw error;
  }
}

function tell(io: CliIo, keyid: string, pem: string): void {
  io.stdout.write(pem);
  io.stderr.write(`key ${keyid}\n`);
}
