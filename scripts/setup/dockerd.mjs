import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { env, kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { programPath } from './apt.mjs';
import { SetupError } from './setup-error.mjs';

const logFile = '/var/log/dockerd.log';
const patienceMs = 60_000;
const pollMs = 100;

/** What a daemon that was killed may have left, and the program that each process id should belong to. */
const pidFiles = {
  '/var/run/docker.pid': 'dockerd',
  '/var/run/docker/containerd/containerd.pid': 'containerd',
};

/** Starts dockerd in a session of its own, with its output in a file, and resolves with what `reach` then gives. */
export async function startDockerd(reach, say, onStarted) {
  removeStalePidFiles();
  if (livingPid('/var/run/docker.pid', 'dockerd') !== null) return waitFor(reach, () => null);
  say('starting the container engine');
  const log = openLog();
  const child = spawn('dockerd', [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...env, PATH: programPath },
  });
  closeSync(log);
  let ended = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  onStarted(child.pid);
  const answering = await waitFor(reach, () => ended);
  child.unref();
  return answering;
}

function openLog() {
  try {
    return openSync(logFile, 'a');
  } catch (error) {
    throw new SetupError(`The container engine cannot be started here: ${error.message}`, 4);
  }
}

async function waitFor(reach, ended) {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answering = await reach().catch(() => null);
    if (answering !== null) return answering;
    const problem = ended() ?? (performance.now() > until ? 'it does not answer' : null);
    if (problem !== null)
      throw new SetupError(
        `The container engine did not start: ${problem}. ${logFile} ends with:\n${logEnd()}`,
        4,
      );
    await delay(pollMs);
  }
}

/**
 * dockerd takes any process with the number in such a file for its own: it refuses to start, or ends that process.
 * After a kill or a restart of the machine the number may be a stranger's.
 */
function removeStalePidFiles() {
  for (const [file, program] of Object.entries(pidFiles))
    if (livingPid(file, program) === null) rmSync(file, { force: true });
}

/** The process id in a file if that process runs that program; else null. */
export function livingPid(file, program) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return name === program && state !== 'Z' ? pid : null;
  } catch {
    return null;
  }
}

function logEnd() {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}

/** Stops an engine that this process started, and waits until it is gone. Its images stay. */
export async function stopDockerd(pid) {
  try {
    kill(pid, 'SIGTERM');
    while (isAlive(pid)) await delay(pollMs);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function isAlive(pid) {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
