import { spawn } from 'node:child_process';
import { type Clock, systemClock } from '../../model/clock.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { killGroup } from './kill-group.ts';

/** An interpreter of this machine that can run the harness. */
export interface LocalPython {
  readonly path: string;
  /** `3.13.5`. */
  readonly version: string;
}

const oldestMinor = 11;
const probe = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';
/** How long it may take to answer: `python3` may be a script that starts many programs, on a busy machine. */
const patienceMs = 60_000;
/** Of the answer, in characters: a version and a path. */
const mostCharacters = 16 * 1024;

export interface FindingPython {
  readonly clock?: Pick<Clock, 'after'>;
  /** Aborting ends the wait for an answer. */
  readonly signal?: AbortSignal;
}

/**
 * The interpreter that BUTCHER_PYTHON names, else `python3` of PATH.
 * Throws FailureError `image-missing` when there is none, it does not answer, or it is older than 3.11.
 */
export async function findPython(
  env: NodeJS.ProcessEnv = process.env,
  finding: FindingPython = {},
): Promise<LocalPython> {
  const command = env.BUTCHER_PYTHON || 'python3';
  const answer = await answerOf(command, env, finding);
  if (answer === 'late')
    throw missing(
      `There is no Python to run the package with: ${command} did not answer within ${patienceMs / 1000} s.`,
    );
  if (answer === 'failed')
    throw missing(`There is no Python to run the package with: ${command} could not be started.`);
  const [version = '', path = command] = answer.said.trimEnd().split('\n');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 3 || minor < oldestMinor)
    throw missing(`${command} is Python ${version}, which is too old: 3.${oldestMinor} or newer is needed.`);
  return { path, version };
}

/**
 * What the interpreter says. It is the head of a group, which is killed when it has ended or its time is up: a script
 * in its place may leave programs behind that never end, and that hold its output open.
 */
function answerOf(
  command: string,
  env: NodeJS.ProcessEnv,
  { clock = systemClock, signal }: FindingPython,
): Promise<{ readonly said: string } | 'failed' | 'late'> {
  const child = spawn(command, ['-I', '-c', probe], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
    ...(signal !== undefined && { signal, killSignal: 'SIGKILL' }),
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, mostCharacters);
  });
  return new Promise((resolve) => {
    const end = (answer: { readonly said: string } | 'failed' | 'late') => {
      cancel();
      resolve(answer);
    };
    const cancel = clock.after(patienceMs, () => {
      killGroup(child);
      // Whoever has left the group may hold it open for ever.
      child.stdout.destroy();
      end('late');
    });
    child.on('error', () => end('failed'));
    child.once('exit', () => killGroup(child));
    child.once('close', (code) => end(code === 0 ? { said } : 'failed'));
  });
}

function missing(message: string): FailureError {
  const help = `Install Python 3.${oldestMinor} or newer, or name it in BUTCHER_PYTHON; or leave \`--runtime process\` out.`;
  return new FailureError(failure('image-missing', 'preparing', message, { help }));
}
