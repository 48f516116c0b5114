import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second wherever it runs. */
const msPerTick = 10;
/** Fields of `/proc/<pid>/stat` that count, in ticks, the time in the program and in the kernel, from the third on. */
const programField = 11;
const kernelField = 12;

/** Processor time that all threads of a process have used, in milliseconds; null where the system does not tell. */
export function processCpuMs(pid: number): number | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field, the name, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[programField]) + Number(fields[kernelField])) * msPerTick;
}
