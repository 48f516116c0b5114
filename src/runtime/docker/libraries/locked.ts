import { compare } from '@renovatebot/pep440';
import { type Distribution, imageLibraries, type WantedLock } from '../../../model/libraries.ts';

/** Whether a lock has just this: the same version, and where it names hashes one of them. */
export function isLocked({ name, version, sha256 }: Distribution, { libraries }: WantedLock): boolean {
  return libraries.some(
    (one) =>
      one.name === name &&
      sameVersion(one.version, version) &&
      (one.sha256.length === 0 || one.sha256.includes(sha256)),
  );
}

/**
 * What a lock will come to, where it names one wheel for each library, by name. Null where that is still to be found
 * out. What the image has in that version is not installed.
 */
export function exactDistributions({ libraries }: WantedLock): Distribution[] | null {
  const installed = libraries.filter(({ name, version }) => imageLibraries.get(name) !== version);
  const exact = installed.flatMap(({ name, version, sha256: [only, ...others] }) =>
    only === undefined || others.length > 0 ? [] : [{ name, version, sha256: only }],
  );
  return exact.length < installed.length
    ? null
    : exact.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

function sameVersion(left: string, right: string): boolean {
  return left === right || compare(left, right) === 0;
}
