import { inertLine } from '../../../text/inert-text.ts';
import type { ProxyNotes } from './index-proxy.ts';
import type { InstallerFailure } from './installer-lines.ts';

/** What is known of an installation that failed, beside what its program says. */
export interface InstallAttempt {
  /** Host of the index; null: none was to be used. */
  readonly indexHost: string | null;
  readonly notes: ProxyNotes | null;
  /** Limit `layerBytes`. */
  readonly maxBytes: number;
}

/** What is said of a failure. */
export interface Told {
  readonly message: string;
  readonly help: string;
  readonly observed?: number | null;
}

const ownAddress = /butcher: address of its own: ([A-Za-z0-9][A-Za-z0-9._-]{0,99})/;
const unfetchedRequirement = /^ERROR: Could not install requirement ([A-Za-z0-9][A-Za-z0-9._-]{0,99})/;
const noWheelAtAll = /^ERROR: Wheel '([A-Za-z0-9][A-Za-z0-9._-]{0,99})' located at .{1,1000} is invalid\.$/;
const tryLater =
  'Try again later, ask the operator of the chief, or put wheels into the folder `wheels` of the package.';

/** Another index with the same content may do better. */
export function isAway({ errors }: InstallerFailure, attempt: InstallAttempt): boolean {
  if (isUnreachable(attempt) || answeredError(errors) !== null) return true;
  return isSlow(errors) || isEndless(errors) || isBroken(errors, attempt);
}

/** The index could not be reached at all, so that what was said before it was tried tells more. */
export function isUnreachable({ indexHost, notes }: InstallAttempt): boolean {
  return notes?.unreachable.has(hostOf(indexHost ?? '')) ?? false;
}

/** What is wrong with where the libraries were to come from; null: nothing that is known. */
export function supplyTrouble({ errors }: InstallerFailure, attempt: InstallAttempt): Told | null {
  const { indexHost, notes } = attempt;
  const address = firstMatch(errors, ownAddress);
  if (address !== null) return addressOfItsOwn(address[1]!);
  const refused = [...(notes?.refused ?? [])][0];
  if (refused !== undefined) {
    return {
      message: `A file is to come from ${inertLine(refused)}, from which nothing is installed here.`,
      help: 'Where it is the index that keeps its files there, the operator of the chief can allow the host (`pip.hosts`).',
    };
  }
  if (isUnreachable(attempt)) {
    const code = inertLine(notes!.unreachable.get(hostOf(indexHost!))!);
    return { message: `The package index ${indexHost} cannot be reached (${code}).`, help: tryLater };
  }
  return indexHost === null ? null : indexTrouble(errors, indexHost, attempt);
}

function indexTrouble(errors: readonly string[], indexHost: string, attempt: InstallAttempt): Told | null {
  const unfetched = errors.filter(isUnfetched);
  if (unfetched.some((line) => line.includes('ssl certificate'))) {
    return {
      message: `The certificate of the package index ${indexHost} is not one that is trusted here.`,
      help: 'The operator of the chief can name a file with the certificates of its issuer (`pip.certificates`).',
    };
  }
  const answered = answeredError(errors);
  if (answered !== null) {
    return {
      message: `The package index ${indexHost} answers with an error (${answered}).`,
      help: 'Try again later, or ask who runs it.',
    };
  }
  if (firstMatch(unfetched, /: (?:401|403) Client Error/) !== null) {
    return {
      message: `The package index ${indexHost} does not accept the name and password that it is given.`,
      help: 'The operator of the chief sets them with the address of the index (`pip.indexUrl`) or in a file (`pip.credentials`).',
    };
  }
  if (isSlow(errors)) {
    return {
      message: `The package index ${indexHost} is too slow: for 20 seconds nothing came, three times over.`,
      help: tryLater,
    };
  }
  if (isEndless(errors)) {
    return {
      message: `The package index ${indexHost} sends from one address to the next without end.`,
      help: 'The operator of the chief sets the address (`pip.indexUrl`); ask who runs the index.',
    };
  }
  const unreadable = firstMatch(errors, noWheelAtAll)?.[1];
  if (unreadable !== undefined) {
    return {
      message: `The wheel of \`${unreadable}\` that the package index ${indexHost} gives is none that can be read.`,
      help: 'Try again later, ask who runs the index, or use another version.',
    };
  }
  if (isBroken(errors, attempt))
    return { message: `A download from the package index ${indexHost} broke off.`, help: tryLater };
  const gone = notGiven(errors);
  if (gone !== null) {
    return {
      message: `The package index ${indexHost} lists a wheel of \`${gone.name}\` that it does not give (${gone.status}).`,
      help: 'Try again later, ask who runs it, or use another version.',
    };
  }
  if (errors.some((line) => line.startsWith('WARNING: Skipping page '))) {
    return {
      message: `What ${indexHost} answers is no page of a package index.`,
      help: 'The operator of the chief sets the address (`pip.indexUrl`), which often ends in `/simple/`.',
    };
  }
  return null;
}

/** What to say of a library that is asked for by an address. */
export function addressOfItsOwn(name: string): Told {
  return {
    message: `A library asks for \`${name}\` by an address of its own, from which nothing is installed here.`,
    help: 'Use a version of that library that asks for it by name.',
  };
}

/** The first line that fits. */
export function firstMatch(lines: readonly string[], pattern: RegExp): RegExpExecArray | null {
  for (const line of lines) {
    const found = pattern.exec(line.slice(0, 2200));
    if (found !== null) return found;
  }
  return null;
}

function isUnfetched(line: string): boolean {
  return /^(?:WARNING: )?Could not fetch URL /.test(line);
}

/** The status with which the index failed; null: it did not. */
function answeredError(errors: readonly string[]): string | null {
  const failed = /: (5\d\d|429) (?:Server|Client) Error/;
  const unfetched = errors.filter(isUnfetched);
  return (
    firstMatch(unfetched, failed)?.[1] ??
    firstMatch(unfetched, /too many (5\d\d|429) error responses/)?.[1] ??
    firstMatch(errors, /^(?:WARNING|ERROR): .{0,1000}too many (5\d\d|429) error responses/)?.[1] ??
    null
  );
}

/** The library of which a file is listed and not there, and the status. */
function notGiven(errors: readonly string[]): { readonly name: string; readonly status: string } | null {
  for (const line of errors) {
    const name = unfetchedRequirement.exec(line)?.[1];
    const status = / because of HTTP error ([45]\d\d)/.exec(line)?.[1];
    if (name !== undefined && status !== undefined) return { name, status };
  }
  return null;
}

function isSlow(errors: readonly string[]): boolean {
  return errors.some((line) => /Read timed out|ReadTimeoutError|ConnectTimeoutError/.test(line));
}

function isEndless(errors: readonly string[]): boolean {
  return errors.some((line) => /Exceeded \d{1,4} redirects/.test(line));
}

/** Pip takes a page that broke off for all of it, and then finds nothing there. */
function isBroken(errors: readonly string[], { indexHost, notes }: InstallAttempt): boolean {
  const brokeOff = /IncompleteRead|IncompleteDownload|incomplete-download|ProtocolError|RemoteDisconnected/;
  if (errors.some((line) => brokeOff.test(line))) return true;
  const isIndex = indexHost !== null && notes?.broken.has(hostOf(indexHost)) === true;
  return isIndex && errors.some((line) => line.includes('(from versions: none)'));
}

/** Without its port. */
function hostOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
