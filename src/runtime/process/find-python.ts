import { execa } from 'execa';
import { FailureError, failure } from '../../model/failures.ts';

/** An interpreter of this machine that can run the harness. */
export interface LocalPython {
  readonly path: string;
  /** `3.13.5`. */
  readonly version: string;
}

const oldestMinor = 11;
const probe = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

/**
 * The interpreter that BUTCHER_PYTHON names, else `python3` of PATH.
 * Throws FailureError `image-missing` when there is none, or it is older than 3.11.
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<LocalPython> {
  const command = env.BUTCHER_PYTHON || 'python3';
  const result = await execa(command, ['-I', '-c', probe], {
    reject: false,
    env,
    extendEnv: false,
    timeout: 20_000,
  });
  if (result.failed)
    throw missing(`There is no Python to run the package with: ${command} could not be started.`);
  const [version = '', path = command] = result.stdout.split('\n');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 3 || minor < oldestMinor)
    throw missing(`${command} is Python ${version}, which is too old: 3.${oldestMinor} or newer is needed.`);
  return { path, version };
}

function missing(message: string): FailureError {
  const help = `Install Python 3.${oldestMinor} or newer, or name it in BUTCHER_PYTHON; or leave \`--runtime process\` out.`;
  return new FailureError(failure('image-missing', 'preparing', message, { help }));
}
