import type { Finding } from '../../model/finding.ts';

/**
 * How the messages end with which loading refuses an archive that no packing tool makes by accident. Links, absolute
 * names, odd characters, sizes and damage are not among them: honest people make such mistakes.
 */
const evilProblems: readonly string[] = [
  'its name leads out of the package with `..`',
  'it is a device',
  'it is set-user-id or set-group-id',
  'it is a folder with content of its own',
  'it shares bytes with another member',
  'it is larger packed than unpacked',
  'its data do not unpack to the size that its header states',
];
const disagreement = /its own header and the table of contents disagree about its [a-z ]{1,40}\.$/;

/** Whether what loading an archive found shows that it was made to do harm. */
export function isEvilArchive(findings: readonly Finding[]): boolean {
  return findings.some(
    ({ rule, message }) =>
      rule === 'BUT108' &&
      (evilProblems.some((problem) => message.endsWith(`: ${problem}.`)) || disagreement.test(message)),
  );
}
