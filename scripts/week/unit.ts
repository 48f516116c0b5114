import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Machine } from './machine.ts';

/** Of ten, as systemd counts. */
const mostExposed = 3;

/** Has systemd look at the unit, as it is installed but for the place of the program, and rate how exposed it is. */
export async function unit(machine: Machine): Promise<string> {
  const shipped = await readFile(join(machine.installed, 'deploy/butcher.service'), 'utf8');
  const path = machine.at('butcher.service');
  // systemd looks up whether it may be executed, also where the folders before it are another's.
  await writeFile(path, shipped.replaceAll('/usr/local/bin/butcher', machine.butcher));
  const verified = await execa('systemd-analyze', ['verify', '--man=no', path], { reject: false });
  const own = verified.stderr.split('\n').filter((line) => line.includes('butcher.service'));
  const wrong = own.filter((line) => !/docker\.service/.test(line));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const rated = await execa('systemd-analyze', ['security', '--offline=true', path], { reject: false });
  const level = rated.stdout.split('\n').find((line) => line.includes('Overall exposure level'));
  const exposure = Number(/: ([\d.]+) /.exec(level ?? '')?.[1]);
  if (level === undefined || !(exposure <= mostExposed))
    throw new Error(`systemd-analyze security: ${rated.stdout}${rated.stderr}`);
  return `verified without a word; ${level.replace(/^\W+/, '').trim()}`;
}
