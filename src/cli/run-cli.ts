import { Command, CommanderError } from 'commander';
import { ownVersion } from '../host/own-version.ts';
import { FailureError } from '../model/failures.ts';
import { environmentVariables } from '../settings/environment.ts';
import { inertText } from '../text/inert-text.ts';
import type { CliIo } from './cli-io.ts';
import { commands } from './commands.ts';
import { completionCall } from './completion/completion-call.ts';
import { internalErrorText } from './display/internal-error-text.ts';
import { itemList } from './display/item-list.ts';
import { type ExitCode, exitCodeOfFailure } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

const description =
  'Runs a Python function over a dataset on machines that need not trust it: the package is checked before it runs, ' +
  'sandboxed while it runs, and its results are merged in order, exactly once.';

const notes = `
Begin with:
  butcher doctor                       see whether this machine is ready
  butcher init wordcount               make a package to begin with
  butcher validate wordcount           check it against the rules
  butcher test wordcount --data FILE   see what becomes of the first fragments
  butcher run wordcount --data FILE    run it; the results come as a tar

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 package refused, 4 no engine or chief, 130 interrupted.

Environment (docs/settings.md has the settings of the configuration file, too):`;

/** Runs one command line, without the program's own name. Whatever happens ends as text and an exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<void> {
  if (args[0] === completionCall) {
    const { answerShell } = await import('./completion/answer-shell.ts');
    return answerShell(args.slice(1), commands, io);
  }
  const meant = isHelpOnNothing(args) ? args.slice(1, 2) : args;
  const program = await buildProgram(meant, io);
  try {
    await program.parseAsync(meant, { from: 'user' });
  } catch (error) {
    io.setExitCode(explain(error, args, io));
  }
}

/** Help on a command that there is not, which is told as the command would be. */
function isHelpOnNothing([help, name = '-']: readonly string[]): boolean {
  return help === 'help' && name !== 'help' && !name.startsWith('-') && !Object.hasOwn(commands, name);
}

async function buildProgram(args: readonly string[], io: CliIo): Promise<Command> {
  const program = new Command('butcher')
    .description(description)
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'say more about a command')
    .addHelpText('after', ({ command }) => `${notes}\n${environmentList(command)}`)
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(inertText(text)),
      getOutHelpWidth: () => Math.min(io.stdout.columns || 100, 110),
      getErrHelpWidth: () => Math.min(io.stderr.columns || 100, 110),
    })
    .exitOverride();
  const called = args[0];
  const names = called !== undefined && Object.hasOwn(commands, called) ? [called] : Object.keys(commands);
  for (const name of names) (await commands[name]!.load())(program, io);
  for (const command of program.commands)
    command
      .summary(commands[command.name()]!.summary)
      .showHelpAfterError(`(see butcher ${command.name()} --help)`);
  return program.showHelpAfterError('(see butcher --help)');
}

function environmentList(command: Command): string {
  const items = Object.entries(environmentVariables).map(
    ([name, { meaning, default: byDefault }]) =>
      [name, byDefault === null ? meaning : `${meaning} (default: ${byDefault})`] as const,
  );
  return itemList(items, command);
}

/** Says what went wrong, unless commander has said it already, and returns the exit code. */
function explain(error: unknown, args: readonly string[], io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    const command = Object.hasOwn(commands, args[0] ?? '') ? `${args[0]} ` : '';
    io.stderr.write(`error: ${error.message}\n(see butcher ${command}--help)\n`);
    return 2;
  }
  if (error instanceof FailureError) {
    const { code, message, help } = error.failure;
    io.stderr.write(`failed: ${code}  ${inertText(message)}\n  what to do: ${inertText(help)}\n`);
    return exitCodeOfFailure(code);
  }
  io.stderr.write(internalErrorText(error));
  return 1;
}
