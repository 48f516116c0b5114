import type { Distribution } from '../../../model/libraries.ts';
import { imageRepositories } from '../image/image-names.ts';

/** Labels of an image with libraries, from which it is known without being looked into. */
export const libraryLabels = {
  /** As {@link writeDistributions} makes it. */
  distributions: 'io.butcher.libraries',
  /** `operator` where all wheels are from an index or the operator's folder, `package` where one is a package's own. */
  supply: 'io.butcher.library-supply',
  /** Bytes of the layer, unpacked. */
  bytes: 'io.butcher.library-bytes',
} as const;

const dayMs = 24 * 3600 * 1000;
const { requirements: repository } = imageRepositories;

/** The name of a layer, by the digest of what is in it. */
export function layerName(digest: string): string {
  return `${repository}:${digest}`;
}

/** A second name, for what was asked for, where the answer cannot change. */
export function askedName(digest: string): string {
  return `${repository}-asked:${digest}`;
}

/** The digest of what is in a layer, by its names, which some engines write with a registry; null where none has it. */
export function digestIn(names: readonly string[]): string | null {
  for (const name of names) {
    const digest = /(?:^|\/)butcher-requirements:([0-9a-f]+)$/.exec(name)?.[1];
    if (digest !== undefined) return digest;
  }
  return null;
}

/** A name that says when (UTC) the layer was used: the engine keeps it, and every home on it sees it. */
export function usedName(layer: string, nowMs: number): string {
  const [day, time] = new Date(nowMs).toISOString().slice(0, 19).split('T') as [string, string];
  return `${layer}-used-${day}T${time.replaceAll(':', '-')}`;
}

/** When that was, in milliseconds since the epoch: of a name with a day alone its end; null for any other name. */
export function usedAtMs(name: string): number | null {
  const [, day, hour, minute, second] = /-used-(\d{4}-\d\d-\d\d)(?:T(\d\d)-(\d\d)-(\d\d))?$/.exec(name) ?? [];
  if (day === undefined) return null;
  return hour === undefined
    ? Date.parse(`${day}T00:00:00Z`) + dayMs
    : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

/** The last use that the names tell of, in milliseconds since the epoch; null where they tell of none. */
export function lastUsedMs(names: readonly string[]): number | null {
  const uses = names.flatMap((name) => usedAtMs(name) ?? []);
  return uses.length === 0 ? null : Math.max(...uses);
}

/** `name==version@sha256`, joined by commas: characters that need no quoting anywhere. */
export function writeDistributions(distributions: readonly Distribution[]): string {
  return distributions.map(({ name, version, sha256 }) => `${name}==${version}@${sha256}`).join(',');
}

/** Reads what {@link writeDistributions} has written. */
export function readDistributions(text: string): Distribution[] {
  return text.split(',').flatMap((one) => {
    const [, name, version, sha256] = /^([a-z0-9-]+)==([^@]+)@([0-9a-f]{64})$/.exec(one) ?? [];
    return sha256 === undefined ? [] : [{ name: name!, version: version!, sha256 }];
  });
}
