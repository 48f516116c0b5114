import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { isRunning, ownIdentity, type ProcessIdentity } from '../host/process-identity.ts';

/** Who a chief is, as its containers' label says it: the home it works for and the process it is. */
export interface ChiefIdentity {
  /** Stands for one home on one machine. */
  readonly home: string;
  readonly process: ProcessIdentity;
  /** Tells runtimes in one process apart. */
  readonly nonce: string;
}

/** The identity of this process as a chief for the folder `home`. */
export function thisChief(home: string): ChiefIdentity {
  const place = createHash('sha256')
    .update(`${machineId()}\n${resolve(home)}`)
    .digest('hex');
  return { home: place.slice(0, 16), process: ownIdentity(), nonce: randomBytes(4).toString('hex') };
}

/** One line without spaces: `<home>.<pid>.<when the process began>.<nonce>`. */
export function formatChief(chief: ChiefIdentity): string {
  return [chief.home, chief.process.pid, chief.process.began ?? '', chief.nonce].join('.');
}

/** Reads what {@link formatChief} wrote; null when it is something else. */
export function parseChief(text: string): ChiefIdentity | null {
  const match = /^([0-9a-f]+)\.(\d+)\.([0-9a-f/-]*)\.([0-9a-f]+)$/.exec(text);
  if (match === null) return null;
  const [, home, pid, began, nonce] = match as unknown as [string, string, string, string, string];
  return { home, process: { pid: Number(pid), began: began || null }, nonce };
}

/** Whether the chief that left something behind is gone, so that its leftovers may be removed. */
export function isDead(chief: ChiefIdentity): boolean {
  return !isRunning(chief.process);
}

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return hostname();
  }
}
