import type { Finding } from '../../../src/model/finding.ts';

/** Why an error is right, or stays although the package would run. */
export interface Explanation {
  readonly rule: string;
  /** The file of the helper, as taken over. */
  readonly file: RegExp;
  /** The package would run all the same, as long as nobody comes by the place. */
  readonly isFalse: boolean;
  readonly why: string;
}

/** What is known of errors in modules of Python and NumPy as helpers, but for BUT302. */
export const explanations: readonly Explanation[] = [
  {
    rule: 'BUT701',
    file: /_distutils_system_mod\.py$/,
    isFalse: false,
    why: 'Debian’s hook into `distutils`, which Python has not had since 3.12: the import fails.',
  },
  {
    rule: 'BUT701',
    file: /(?:cversions|conftest)\.py$/,
    isFalse: false,
    why: 'For building and testing NumPy from its source: the import fails here, as it does in NumPy itself.',
  },
  {
    rule: 'BUT701',
    file: /_examples\/|lib_extending/,
    isFalse: false,
    why: 'Examples of NumPy for libraries that the image does not have: the import fails.',
  },
  {
    rule: 'BUT701',
    file: /_pytesttester\.py$/,
    isFalse: true,
    why: '`pytest` is imported when an object is called, in `__call__`, and Python may call it at many places: that nothing calls this one cannot be told.',
  },
  {
    rule: 'F821',
    file: /tempfile\.py$/,
    isFalse: true,
    why: 'Debian’s fallback for a Python without `shutil` names modules that it does not import. It would fail if it ever ran; that it does not, since `shutil` is always there, is not looked at.',
  },
];

export function explanationOf({ rule, file }: Finding): Explanation | undefined {
  return explanations.find((each) => each.rule === rule && each.file.test(file ?? ''));
}
