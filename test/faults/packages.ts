import { fileURLToPath } from 'node:url';

/** Folder of a package below `packages/`. */
export function packageFolder(name: string): string {
  return fileURLToPath(new URL(`./packages/${name}`, import.meta.url));
}

/** Instead of the processor of `thousand`, and with the same results: slow enough for something to happen meanwhile. */
export const patientProcessor = packageFolder('patient_processor.py');

/** The same, slower: with six workers a job takes half a minute. */
export const steadyProcessor = packageFolder('steady_processor.py');

/** The same, still slower: with six workers a job takes more than a minute. */
export const slowProcessor = packageFolder('slow_processor.py');
