import { type Argument, Command, type Option } from 'commander';
import type { CommandEntry } from '../commands.ts';
import type { Asker } from './asker.ts';
import type { GivenWords } from './given-words.ts';
import type { Suggestion, Suggestions } from './suggestions.ts';
import { metavariable, valuesFor } from './values.ts';

type Commands = Readonly<Record<string, CommandEntry>>;

const nothing: Suggestions = { words: [], otherwise: 'none' };
const general: readonly Suggestion[] = [
  { word: '-h', help: 'print this help' },
  { word: '--help', help: 'print this help' },
  { word: '-V', help: 'print the version' },
  { word: '--version', help: 'print the version' },
];

/**
 * What could stand in place of the last of `words`, which may be empty or begun, after those before it; the program's
 * own name is not among them. Of all commands only the one that is called is loaded.
 */
export async function suggest(
  words: readonly string[],
  commands: Commands,
  asker: Asker,
): Promise<Suggestions> {
  const begun = words.at(-1) ?? '';
  const found = await allFor(words.slice(0, -1), begun, commands, asker);
  return { ...found, words: found.words.filter(({ word }) => word.startsWith(begun)) };
}

async function allFor(
  before: readonly string[],
  begun: string,
  commands: Commands,
  asker: Asker,
): Promise<Suggestions> {
  const [name, ...rest] = before;
  const listed = Object.entries(commands).map(([word, { summary: help }]) => ({ word, help }));
  if (name === undefined) {
    const help = { word: 'help', help: 'say more about a command' };
    return { words: begun.startsWith('-') ? general : [...listed, help], otherwise: 'none' };
  }
  if (name === 'help') return rest.length === 0 ? { words: listed, otherwise: 'none' } : nothing;
  if (!Object.hasOwn(commands, name)) return nothing;
  const program = new Command('butcher').helpOption('-h, --help', 'print this help');
  (await commands[name]!.load())(program, asker.io);
  const called = program.commands.find((command) => command.name() === name)!;
  return forCommand(read(called, rest), begun, asker);
}

/** Where the words before the one in question lead. */
interface Reading extends GivenWords {
  /** It waits for its value. */
  readonly pending: Option | undefined;
  /** After `--` nothing is an option. */
  readonly isOver: boolean;
}

function read(called: Command, words: readonly string[]): Reading {
  let command = called;
  let pending: Option | undefined;
  let isOver = false;
  const values: string[] = [];
  const options = new Set<string>();
  for (const word of words) {
    if (pending !== undefined) {
      pending = undefined;
      continue;
    }
    if (!isOver && word === '--') isOver = true;
    else if (!isOver && /^-./.test(word)) {
      const [name = ''] = word.split('=', 1);
      const option = optionOf(command, name);
      if (option === undefined) continue;
      options.add(option.long ?? name);
      if (option.required && !word.includes('=')) pending = option;
    } else {
      const deeper = values.length === 0 && command.commands.find((each) => each.name() === word);
      if (deeper) command = deeper;
      else values.push(word);
    }
  }
  return { command, pending, isOver, values, options };
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => name === long || name === short);
}

async function forCommand(reading: Reading, begun: string, asker: Asker): Promise<Suggestions> {
  const { command, pending, isOver, values } = reading;
  if (pending !== undefined) return valuesFor(pending, begun, reading, asker);
  if (!isOver && begun.startsWith('-')) {
    const [name = ''] = begun.split('=', 1);
    const option = begun.includes('=') ? optionOf(command, name) : undefined;
    if (option === undefined) return { words: optionsLeft(reading), otherwise: 'none' };
    if (!option.required) return nothing;
    const found = await valuesFor(option, begun.slice(name.length + 1), reading, asker);
    return { ...found, words: found.words.map(({ word, help }) => ({ word: `${name}=${word}`, help })) };
  }
  if (command.commands.length > 0)
    return {
      words: command.commands.map((each) => ({ word: each.name(), help: each.description() })),
      otherwise: 'none',
    };
  const argument = argumentAt(command, values.length);
  if (argument !== undefined) return valuesFor(argument, begun, reading, asker);
  return isOver ? nothing : { words: optionsLeft(reading), otherwise: 'none' };
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

/** Without those that were given, but for what may be given again. */
function optionsLeft({ command, options }: Reading): readonly Suggestion[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !options.has(option.long ?? '') || metavariable(option) === 'NAME=VALUE')
    .flatMap(({ short, long, description: help }) =>
      [short, long].filter((word) => word !== undefined).map((word) => ({ word, help })),
    );
}
