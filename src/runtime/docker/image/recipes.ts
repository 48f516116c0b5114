import { imageLibraries } from '../../../model/libraries.ts';
import { harnessCommand, type ImageKind, imageLabels, imagePaths } from './image-names.ts';

/** Python's image in the public registry, and the command that finishes a container of it: see finish_root.py. */
export const pythonImage = 'docker.io/library/python:3.13-slim-trixie';
export const finishCommand: readonly string[] = [
  'python3',
  '-I',
  '/finish_root.py',
  `numpy==${imageLibraries.get('numpy')}`,
];

/**
 * Compiles the programs, since the root is read-only later, and the gate's filter, and takes away pip and what the
 * filter was made with.
 */
export const harnessLayerCommand: readonly string[] = [
  imagePaths.python,
  '-I',
  '-c',
  `
import compileall, glob, os, py_compile, runpy, shutil, sys
shutil.rmtree("/opt/pip")
# A memory file system that a Swarm mounts there has the same mode, and the gate unpacks the package in it.
os.chmod("/app", 0o1777)
inputs = ["${imagePaths.harness}/compile_filter.py", "${imagePaths.harness}/seccomp.json"]
sys.argv = [*inputs, "${imagePaths.filter}"]
runpy.run_path(inputs[0], run_name="__main__")
for path in [*inputs, *glob.glob("/usr/lib/*/libseccomp.so.2*")]:
    os.remove(path)
mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
sys.exit(not compileall.compile_dir("${imagePaths.harness}", quiet=1, invalidation_mode=mode))
`,
];

/** Arguments that write the root as a tar to stdout. Relative paths are those of `sandbox/image/`. */
export function mmdebstrapArguments(packages: readonly string[]): string[] {
  return [
    '--quiet',
    '--variant=extract',
    '--format=tar',
    // The finishing script removes more than this would, APT's own folders included.
    '--skip=cleanup',
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Languages "none"',
    `--include=${packages.join(',')}`,
    '--extract-hook=ln -s usr/lib "$1/lib"; if [ -d "$1/usr/lib64" ]; then ln -s usr/lib64 "$1/lib64"; fi',
    '--extract-hook=upload finish_root.py /finish_root.py',
    '--extract-hook=chroot "$1" /usr/bin/python3.13 -I /finish_root.py',
    'trixie',
    '-',
  ];
}

/** Settings of the images as Dockerfile instructions, for `import` and `commit`. */
export function imageChanges(kind: ImageKind, labels: Readonly<Record<string, string>> = {}): string[] {
  return [
    // One a line: Podman takes all that follows the first `=` for its value.
    'ENV PATH=/usr/local/bin:/usr/bin',
    'ENV LANG=C.UTF-8',
    'ENV OPENBLAS_NUM_THREADS=1',
    'WORKDIR /',
    'USER 65534:65534',
    `CMD ${JSON.stringify(harnessCommand)}`,
    ...Object.entries({ ...imageLabels(kind), ...labels }).map(([name, value]) => `LABEL ${name}=${value}`),
  ];
}
