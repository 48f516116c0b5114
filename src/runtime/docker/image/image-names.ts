/** Python and the harness at the same place in every image, whichever way it was built. */
export const imagePaths = {
  python: '/usr/bin/python3',
  /** Holds the packages `butcher_harness` and `butcher_gate`; not on the import path. */
  harness: '/opt/butcher',
  /** System calls as the gate lets them through, compiled. */
  filter: '/opt/butcher/filter.bpf',
  /** On the import path after the standard library and before NumPy; the libraries that a package asked for. */
  requirements: '/opt/requirements',
} as const;

/** Program and arguments that start the harness in any of the images; sandbox/harness/README.md says why these. */
export const harnessCommand: readonly string[] = [
  imagePaths.python,
  ...['-s', '-P', '-X', 'utf8'],
  `${imagePaths.harness}/butcher_harness/__main__.py`,
];

/** Program and arguments that start the gate, or with `relay` after them the relay. */
export const gateCommand: readonly string[] = [
  imagePaths.python,
  ...['-s', '-P', '-X', 'utf8'],
  `${imagePaths.harness}/butcher_gate/__main__.py`,
];

/** The images, each named `<repository>:<digest of its inputs>`, from the bottom up. */
export const imageRepositories = {
  /** Python and NumPy, and pip outside the import path. Never runs user code. */
  base: 'butcher-base',
  /** The base with the harness and without pip. */
  sandbox: 'butcher-sandbox',
  /** The sandbox with libraries that a package asked for. */
  requirements: 'butcher-requirements',
} as const;

export type ImageKind = keyof typeof imageRepositories;

/** Label of every image of ours, and so of its containers; its value is the {@link ImageKind}. */
export const imageLabel = 'io.butcher.image';

export function imageLabels(kind: ImageKind): Record<string, string> {
  return { [imageLabel]: kind };
}
