import { type Diagnosis, fail, ok } from '../../runtime/diagnosis.ts';

const oldest = [20, 19] as const;

/** `version` without the v: `20.20.2`. */
export function diagnoseNode(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return fits
    ? ok('Node', version)
    : fail('Node', `${version} is too old`, `Install Node ${oldest.join('.')} or newer.`);
}
