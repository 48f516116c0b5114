import { type Command, Help } from 'commander';

/** Terms with what they mean beside them, in two columns, as a command's help lists its options. */
export function itemList(
  items: readonly (readonly [term: string, meaning: string])[],
  command: Command,
): string {
  const help = new Help();
  help.prepareContext({ helpWidth: command.configureOutput().getOutHelpWidth?.() ?? 80 });
  const termWidth = Math.max(...items.map(([term]) => term.length));
  return items.map(([term, meaning]) => help.formatItem(term, termWidth, meaning, help)).join('\n');
}
