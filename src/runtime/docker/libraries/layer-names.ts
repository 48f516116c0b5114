import type { Distribution } from '../../../model/libraries.ts';
import { imageRepositories } from '../image/image-names.ts';

/** Labels of an image with libraries, from which it is known without being looked into. */
export const libraryLabels = {
  /** As {@link writeDistributions} makes it. */
  distributions: 'io.butcher.libraries',
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

/** A name that says on which day (UTC) the layer was used: the engine keeps it, and every home on it sees it. */
export function usedName(layer: string, nowMs: number): string {
  return `${layer}-used-${new Date(nowMs).toISOString().slice(0, 10)}`;
}

/** The last day that the names tell of, in milliseconds since the epoch; null where they tell of none. */
export function lastUsedMs(names: readonly string[]): number | null {
  const days = names.flatMap((name) => {
    const day = /-used-(\d{4}-\d\d-\d\d)$/.exec(name)?.[1];
    return day === undefined ? [] : [Date.parse(`${day}T00:00:00Z`) + dayMs];
  });
  return days.length === 0 ? null : Math.max(...days);
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
