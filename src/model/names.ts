import { withoutLast } from '../text/without-last.ts';

/** Job, package and account names. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const maxNameLength = 63;
/** Of a longer text only so much of its beginning and of its end is looked at, in UTF-16 units. */
const lookedAt = 256;

/** The rule of {@link namePattern} in words, to end a sentence with. */
export const nameRule =
  'letters, digits, dots, dashes and underscores, beginning with a letter or digit, at most 63 characters';

/** Names of data: what the file system takes, as far as text can say it; beside that at most 255 bytes. */
export const datasetNamePattern = /^(?!\.{1,2}$)[^/\p{Cc}\p{Cs}]{1,255}$/u;
const maxDatasetNameBytes = 255;

/** The rule of {@link isDatasetName} in words, to end a sentence with. */
export const datasetNameRule = 'UTF-8 without `/` and control characters, not blank, at most 255 bytes';

/** Characters that show nothing: spaces, controls, what only formats or fills, the empty Braille pattern. */
const shownBlank = /^[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether data may have that name where it is told over HTTP. */
export function isDatasetName(text: string): boolean {
  return !isBlank(text) && datasetNamePattern.test(text) && Buffer.byteLength(text) <= maxDatasetNameBytes;
}

export function isName(text: string): boolean {
  return namePattern.test(text);
}

/**
 * Makes any text a name: characters that are not allowed become a dash, and what is too long is cut before the
 * extension, so that `my data.csv` becomes `my-data.csv`. Returns `fallback`, itself a name, where nothing is left.
 */
export function fitName(text: string, fallback: string): string {
  const plain = bounded(text)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  const allowed = withoutLast(plain, '-');
  if (allowed === '') return fallback;
  if (allowed.length <= maxNameLength) return allowed;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(allowed)?.[0] ?? '';
  return allowed.slice(0, maxNameLength - extension.length) + extension;
}

/** Whether whoever reads this text sees nothing. */
export function isBlank(text: string): boolean {
  return shownBlank.test(text);
}

/** What somebody may say or not; null where it says nothing. */
export function saidText(text: string | null | undefined): string | null {
  return text === undefined || text === null || isBlank(text) ? null : text;
}

function bounded(text: string): string {
  return text.length <= 2 * lookedAt ? text : text.slice(0, lookedAt) + text.slice(-lookedAt);
}
