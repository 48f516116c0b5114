import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import type { Shell } from '../../src/cli/completion/completion-call.ts';
import { shellScripts } from '../../src/cli/completion/shell-scripts.ts';
import { butcherCommand } from './butcher-command.ts';

const typist = fileURLToPath(new URL('./type_into_shell.py', import.meta.url));

/** What makes Ctrl-T tell the line, and the prompt what the typist waits for. */
const set: Readonly<Record<Shell, string>> = {
  bash: `PS1='READY>'
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
bind 'set show-all-if-ambiguous on'
bind 'set page-completions off'
bind -x '"\\C-t": printf "LINE<%s>ENIL" "$READLINE_LINE"'
`,
  zsh: `PS1='READY>'
autoload -Uz compinit && compinit -u -D
bindkey -e
unsetopt beep list_beep prompt_cr
told() { print -rn -- "LINE<$BUFFER>ENIL" >$TTY }
zle -N told
bindkey '^T' told
`,
  fish: `function fish_prompt; printf 'READY>'; end
function fish_greeting; end
set -g fish_autosuggestion_enabled 0
bind \\ct 'printf "LINE<%s>ENIL" (commandline | string collect)'
`,
};

const started: Readonly<Record<Shell, (folder: string) => readonly string[]>> = {
  bash: (folder) => ['bash', '--noprofile', '--rcfile', join(folder, 'rc'), '-i'],
  zsh: () => ['zsh', '--no-globalrcs', '-i'],
  fish: (folder) => ['fish', '-i', '-C', `source ${join(folder, 'rc')}`],
};

/** A line as it stands after the keys, and what the shell showed meanwhile. */
export interface TypedLine {
  readonly line: string;
  readonly shown: string;
}

/**
 * Types lines into a real shell at a terminal, which has the completion script and `butcher`, or the `program` given in
 * its place, on its PATH. Everything of its own is in `folder`.
 */
export async function typeInto(
  shell: Shell,
  lines: readonly string[],
  place: {
    readonly folder: string;
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly program?: string;
  },
): Promise<readonly TypedLine[]> {
  const folder = join(place.folder, shell);
  await mkdir(join(folder, 'bin'), { recursive: true });
  const quoted = butcherCommand.map((word) => `'${word}'`).join(' ');
  await writeFile(join(folder, 'bin/butcher'), place.program ?? `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await chmod(join(folder, 'bin/butcher'), 0o755);
  for (const name of ['rc', '.zshrc']) await writeFile(join(folder, name), set[shell] + shellScripts[shell]);
  const { stdout } = await execa('python3', [typist], {
    cwd: place.cwd,
    env: {
      ...{ HOME: folder, ZDOTDIR: folder, XDG_CONFIG_HOME: join(folder, 'config'), LC_ALL: 'C.UTF-8' },
      ...{ TERM: 'xterm', PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) },
      ...place.env,
    },
    input: JSON.stringify({ command: started[shell](folder), lines }),
    timeout: 100_000,
  });
  const answers = JSON.parse(stdout) as readonly TypedLine[];
  return answers.map(({ line, shown }) => ({ line, shown: stripVTControlCharacters(shown) }));
}
