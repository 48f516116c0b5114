import { spawn } from 'node:child_process';
import { env as ownEnv } from 'node:process';

/**
 * Runs a program without input and resolves with its exit code and the end of what it printed. A program that is not
 * installed has the code 127.
 */
export function runCommand(program, args, { cwd, env = {} } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-keptCharacters);
    };
    const child = spawn(program, args, {
      cwd,
      env: { ...ownEnv, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? signal, output: output.trim() }));
  });
}

const keptCharacters = 4000;
