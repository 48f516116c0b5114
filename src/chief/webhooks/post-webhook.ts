import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { type AllowedReceivers, hostOf, notPublic } from './allowed-receivers.ts';
import type { LookUp } from './look-up.ts';

export interface PostParts {
  readonly lookUp: LookUp;
  readonly allowed: Pick<AllowedReceivers, 'has' | 'problemOf'>;
}

/** What came of sending something; a problem is a sentence for its account. */
export interface Posted {
  /** HTTP status of the answer; null where there was none. */
  readonly status: number | null;
  /** Null: it was taken. */
  readonly problem: string | null;
}

/** Heads of 1xx that may come before the answer; each costs the chief time, and their sender nearly none. */
const mostInterim = 16;

/** What can be done about a certificate that nobody vouches for; how to trust one stands in docs/webhooks.md. */
const vouched = 'give it one of a public authority, or ask the operator of this chief to trust it';
const unknownSigner = `Its certificate is signed by nobody that this chief knows; ${vouched}.`;
const brokenChain = `Its certificate is signed by nobody that this chief knows; have it send its whole chain, ${vouched}.`;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there.',
  ECONNRESET: 'The connection was closed before there was an answer.',
  EPIPE: 'The connection was closed before there was an answer.',
  ETIMEDOUT: 'It does not answer in time.',
  EHOSTUNREACH: 'No way leads there.',
  ENETUNREACH: 'No way leads there.',
  DEPTH_ZERO_SELF_SIGNED_CERT: `Its certificate is signed by itself alone; ${vouched}.`,
  SELF_SIGNED_CERT_IN_CHAIN: unknownSigner,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: brokenChain,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: brokenChain,
  CERT_HAS_EXPIRED: 'Its certificate has expired; renew it.',
  CERT_NOT_YET_VALID:
    'Its certificate is not valid yet; look at the clocks of its machine and of the chief’s.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name; set a URL with a name that it is for.',
};

/**
 * Sends JSON to a URL once. The name is looked up anew, all its addresses are judged, and the connection goes to one of
 * just those: a name that meant another address before is refused as well. No redirect is followed, and nothing but the
 * head of the answer is read, nor many that announce one. Ends with the signal, whose reason is then the problem.
 */
export async function postWebhook(
  { lookUp, allowed }: PostParts,
  to: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<Posted> {
  const wrong = allowed.problemOf(to);
  if (wrong !== null) return unsent(`The URL ${wrong}.`);
  const url = new URL(to);
  const host = hostOf(url);
  try {
    const addresses = await lookUp(host, signal);
    if (addresses.length === 0) return unsent('The name of its host has no address now.');
    const refused = addresses.find((address) => !allowed.has(address));
    if (refused !== undefined) return unsent(`The name of its host leads to ${refused}, ${notPublic}.`);
    return answered(await statusOf(sent(url, addresses, headers, body, signal)));
  } catch (error) {
    return unsent(signal.aborted ? String((signal.reason as Error).message) : reasonOf(error));
  }
}

function sent(
  url: URL,
  addresses: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): ClientRequest {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_name, { all }, done) =>
    all === true ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
  const length = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const sending = request(url, {
    ...{ method: 'POST', agent: false, lookup, autoSelectFamily: true, signal },
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
    rejectUnauthorized: true,
    headers: { ...length, ...headers, connection: 'close' },
  });
  sending.end(body);
  return sending;
}

/** The status of the answer, of which no more is read. */
function statusOf(sending: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    // A connection that is broken off may fail once more, after all is known.
    sending.on('error', reject);
    sending.on('close', () => reject(new Error('The connection was closed before there was an answer.')));
    let interim = 0;
    sending.on('information', () => {
      interim += 1;
      if (interim <= mostInterim) return;
      // What came along with it is still read, and may be an answer.
      const instead = new Error('It sends heads of 1xx in place of an answer.');
      reject(instead);
      sending.destroy(instead);
    });
    sending.on('response', (response) => {
      response.on('error', () => {});
      resolve(response.statusCode ?? 0);
      sending.destroy();
    });
  });
}

function answered(status: number): Posted {
  if (status >= 200 && status < 300) return { status, problem: null };
  const isElsewhere = status >= 300 && status < 400;
  const why = isElsewhere ? `, which sends on to another address; that is not followed` : '';
  return { status, problem: `It answered ${status}${why}.` };
}

function unsent(problem: string): Posted {
  return { status: null, problem };
}

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code.startsWith('HPE_')) return 'It does not answer in HTTP, or with a head that is too long.';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return 'It does not speak TLS there; its URL may have to begin with http://.';
  return reasons[code] ?? (code === '' ? message : `It cannot be reached (${code}).`);
}
