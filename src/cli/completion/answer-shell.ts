import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { CommandEntry } from '../commands.ts';
import type { Asker } from './asker.ts';
import { TooSlowError } from './in-time.ts';
import { suggest } from './suggest.ts';
import type { Suggestions } from './suggestions.ts';
import { unquoted } from './unquoted.ts';

/** Reading what a disk and a chief usually have takes some milliseconds. */
const usual: Patience = { diskMs: 2000, chiefMs: 400, end: endAtOnce };
const mostHelp = 200;
const nothing: Suggestions = { words: [], otherwise: 'none' };

interface Patience extends Omit<Asker, 'io'> {
  /** Called where it was at an end, after an answer without words. */
  readonly end: () => void;
}

/**
 * Answers a shell's script: `bash -- WORDS`, the last of which is to be completed. The first line says what the shell
 * is to look for where nothing fits, each line after it has a word, a tab and its help. Bash and fish give words as
 * they were typed.
 */
export async function answerShell(
  [shell, , ...words]: readonly string[],
  commands: Readonly<Record<string, CommandEntry>>,
  io: CliIo,
  { diskMs, chiefMs, end }: Patience = usual,
): Promise<void> {
  const meant = shell === 'zsh' ? words : words.map(unquoted);
  try {
    io.stdout.write(answerText(await suggest(meant, commands, { io, diskMs, chiefMs })));
  } catch (error) {
    if (!(error instanceof TooSlowError)) throw error;
    io.stdout.write(answerText(nothing));
    end();
  }
}

function answerText({ words, otherwise }: Suggestions): string {
  const lines = words.map(
    ({ word, help }) => `${word}\t${inertLine(help).replaceAll('\t', ' ').slice(0, mostHelp)}`,
  );
  return `${[otherwise, ...lines].join('\n')}\n`;
}

/** Exiting would wait for the read that hangs. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
