import { getuid } from 'node:process';
import { soakSmallDisk } from '../../test/faults/small-disk/soak.ts';

const seconds = 40;

/** Thursday: a disk of 500 MB that one account fills, and then something from outside. */
export async function fullDisk(): Promise<string> {
  if (getuid?.() !== 0) return 'not tried: only root may mount a small disk';
  const { counts, wrong } = await soakSmallDisk({ seconds, seed: 1, say: () => {} });
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const told = Object.entries(counts).sort();
  return `on 500 MB for ${seconds} s, then full: ${told.map(([what, count]) => `${count}× ${what}`).join(', ')}`;
}
