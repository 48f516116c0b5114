import { spawn } from 'node:child_process';
import process from 'node:process';

const keptCharacters = 4000;

/**
 * Runs a program without input and resolves with its exit code and the end of what it printed. A program that is not
 * installed has the code 127. It inherits the descriptor `lock`, if given. When this process is told to stop, the
 * program is told first, and this process ends after it.
 */
export function runCommand(program, args, { cwd, env = {}, lock } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-keptCharacters);
    };
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(lock === undefined ? [] : [lock])],
    });
    let stoppedBy = null;
    const stop = (signal) => {
      stoppedBy = signal;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => {
      output = error.message;
    });
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, stop);
      if (stoppedBy !== null) process.kill(process.pid, stoppedBy);
      else resolve({ code: child.pid === undefined ? 127 : (code ?? signal), output: output.trim() });
    });
  });
}
