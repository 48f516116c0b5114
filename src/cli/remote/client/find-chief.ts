import { readAdminToken } from '../../../chief/tokens/admin-token.ts';
import type { Config } from '../../../config.ts';
import { findRunningChief } from '../../../home/running-chief.ts';
import { inertLine } from '../../../text/inert-text.ts';
import { withoutLast } from '../../../text/without-last.ts';
import type { CliIo } from '../../cli-io.ts';
import { UsageError } from '../../usage-error.ts';

/** The chief to ask, and as whom. */
export interface FoundChief {
  /** Without a slash at its end. */
  readonly address: string;
  /** Null where none is known: some requests need none. */
  readonly token: string | null;
}

export const usualAddress = 'http://127.0.0.1:7878';

const nobodysToken =
  'BUTCHER_TOKEN is set, but not which chief it is for, and no chief serves this home. Set BUTCHER_CHIEF to the address of that chief; nothing was sent.';

const nameServer =
  'Set BUTCHER_CHIEF to the address of that server, and BUTCHER_TOKEN to a token, as of `butcher token create`.';

/**
 * The chief that `BUTCHER_CHIEF` names, else the one of the configuration file, else the one that serves this home,
 * else whoever listens at the usual address. A token goes only to the chief that it was given for: `BUTCHER_TOKEN` to
 * the one of `BUTCHER_CHIEF`, that of the file to the file's, and without an address either to the one that serves
 * this home, whose own token comes last. Nobody else gets one. Throws UsageError.
 */
export async function findChief(config: Config, env: CliIo['env']): Promise<FoundChief> {
  const running = await findRunningChief(config.home);
  const isAtSocket = running?.address.startsWith('unix:') === true;
  const own = running === null || isAtSocket ? null : reachable(readAddress(running.address, 'The home'));
  const fromEnvironment = env.BUTCHER_CHIEF ? readAddress(env.BUTCHER_CHIEF, 'BUTCHER_CHIEF') : null;
  const fromFile = config.chief === null ? null : readAddress(config.chief, 'The configuration file');
  if (isAtSocket && fromEnvironment === null && fromFile === null)
    throw atSocketOnly(running.address, nameServer);
  const address = fromEnvironment ?? fromFile ?? own ?? usualAddress;
  const token = await tokenFor(address);
  if (token !== null && !/^[\x21-\x7e]+$/.test(token))
    throw new UsageError('The token holds characters that no token has; check BUTCHER_TOKEN.');
  return { address, token };

  async function tokenFor(wanted: string): Promise<string | null> {
    if (env.BUTCHER_TOKEN) {
      if (fromEnvironment !== null || wanted === own) return env.BUTCHER_TOKEN;
      throw new UsageError(nobodysToken);
    }
    if (config.token !== null && (wanted === fromFile || (fromFile === null && wanted === own)))
      return config.token;
    return wanted === own ? readAdminToken(config.home) : null;
  }
}

/** Why a chief that listens at a Unix socket is not asked there. */
export function atSocketOnly(address: string, help: string): UsageError {
  const where = `listens at ${inertLine(address)}, where only the server before it connects`;
  return new UsageError(`The chief of this home ${where}. ${help}`);
}

/** Whether a chief is meant, beside one that may listen at the usual address: a token is for some chief, too. */
export async function isChiefNamed(config: Config, env: CliIo['env']): Promise<boolean> {
  if (env.BUTCHER_CHIEF || env.BUTCHER_TOKEN || config.chief !== null) return true;
  return (await findRunningChief(config.home)) !== null;
}

/**
 * An address as people write it: `host:7878` or a whole `https://…`, also with a path that a proxy put before it.
 * Throws UsageError.
 */
export function readAddress(text: string, source: string): string {
  const shown = inertLine(text);
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) && !text.startsWith('unix:') ? new URL(whole) : null;
  const example = 'Write such as http://chief.example:7878.';
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${source} names no address of a chief: ${shown}. ${example}`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError(`${source} names more than the address of a chief. ${example}`);
  if (/\/api\/v1\/?$/.test(url.pathname))
    throw new UsageError(`${source} names the API of a chief; leave /api/v1 out.`);
  return withoutLast(`${url.origin}${url.pathname}`, '/');
}

/** A chief that listens everywhere is reached at the loopback. */
export function reachable(address: string): string {
  return address.replace(/^http:\/\/0\.0\.0\.0(?=:|$)/, 'http://127.0.0.1').replace('//[::]', '//[::1]');
}
