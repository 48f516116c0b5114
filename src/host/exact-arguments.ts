import { readFileSync, readlinkSync } from 'node:fs';
import { nameOfBytes } from '../text/byte-names.ts';

/** What Node puts in place of bytes that are not UTF-8. */
const lost = '\ufffd';

/**
 * The arguments as they were typed, byte for byte as `nameOfBytes` gives them: Node loses what is not UTF-8, and the
 * name of a file may be anything. `commandLine` has them all, each ended by a NUL byte.
 */
export function exactArguments(
  given: readonly string[],
  commandLine: () => Buffer = () => readFileSync('/proc/self/cmdline'),
): readonly string[] {
  if (!given.some((argument) => argument.includes(lost))) return given;
  const all = orNull(commandLine)?.toString('latin1').split('\0').slice(0, -1) ?? [];
  const last = all.slice(-given.length).map((argument) => Buffer.from(argument, 'latin1'));
  return given.map((argument, at) =>
    last[at]?.toString('utf8') === argument ? nameOfBytes(last[at]) : argument,
  );
}

/** The working directory, likewise. */
export function exactWorkingDirectory(): string {
  const cwd = process.cwd();
  if (!cwd.includes(lost)) return cwd;
  const bytes = orNull(() => readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  return bytes === null ? cwd : nameOfBytes(bytes);
}

/** Elsewhere than on Linux there is nothing to read. */
function orNull(read: () => Buffer): Buffer | null {
  try {
    return read();
  } catch {
    return null;
  }
}
