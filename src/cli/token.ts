import { type Command, InvalidArgumentError, Option } from 'commander';
import { scopeMeanings, tokenScopes } from '../store/token-scopes.ts';
import type { CliIo } from './cli-io.ts';
import { itemList } from './display/item-list.ts';
import type { CreateFlags } from './token/token-commands.ts';
import { UsageError } from './usage-error.ts';

const createNotes = `
The token is printed once and kept nowhere; whoever has it acts as the account. Use it as BUTCHER_TOKEN.
An account that does not exist is made.

What a token may do (\`--scope\`, several times for several; usual: author, and admin for an admin's account):`;

const rotateNotes = `
The chief is that of BUTCHER_CHIEF, the token that of BUTCHER_TOKEN, or both are this machine's own,
whose token is then kept in its place. The new token has the same label and scopes and lives as long
anew; the old one ends in a minute.`;

/** `butcher token create|list|rotate|revoke`. */
export function registerToken(program: Command, io: CliIo): void {
  const token = program
    .command('token')
    .description('Makes, lists, replaces and revokes the tokens with which accounts use a chief.');
  const actions = () => import('./token/token-commands.ts');

  token
    .command('create')
    .description('Makes a token for an account and prints it.')
    .argument('<ACCOUNT>', 'the account; made where it is new')
    .option('--admin', "make a new account an admin's, which sees and may do everything")
    .option('--expires <TIME>', 'let the token end after such as 30d, 12h or 45m (default: never)')
    .option('--label <TEXT>', 'what it is for, to tell it from others')
    .addOption(
      new Option('--scope <SCOPE>', 'what it may do; several times for several')
        .choices(tokenScopes)
        .argParser(addScope),
    )
    .addHelpText(
      'after',
      ({ command }) => `${createNotes}\n${itemList(Object.entries(scopeMeanings), command)}`,
    )
    .showHelpAfterError('(see butcher token create --help)')
    .action(async (account: string, flags: CreateFlags) => (await actions()).createToken(account, flags, io));
  token
    .command('list')
    .description('Lists tokens, never the secrets themselves.')
    .argument('[ACCOUNT]', 'only those of this account')
    .option('--mine', 'those of the own account, as its chief knows them')
    .option('--json', 'print one JSON object per token')
    .showHelpAfterError('(see butcher token list --help)')
    .action(async (account: string | undefined, flags: { readonly mine?: true; readonly json?: true }) => {
      if (flags.mine !== true) return (await actions()).listTokens(account, flags, io);
      if (account !== undefined) throw new UsageError('With --mine no account is named.');
      return (await import('./token/own-tokens.ts')).listOwnTokens(flags, io);
    });
  token
    .command('rotate')
    .description('Gets another token in place of the own one, and prints it.')
    .addHelpText('after', rotateNotes)
    .showHelpAfterError('(see butcher token rotate --help)')
    .action(async () => (await import('./token/own-tokens.ts')).rotateOwnToken(io));
  token
    .command('revoke')
    .description('Takes a token back at once and for good.')
    .argument('<ID>', 'its id in `butcher token list`, or the token itself')
    .showHelpAfterError('(see butcher token revoke --help)')
    .option('--mine', 'one of the own account, by asking its chief')
    .action(async (id: string, flags: { readonly mine?: true }) =>
      flags.mine === true
        ? (await import('./token/own-tokens.ts')).revokeOwnToken(id, io)
        : (await actions()).revokeToken(id, io),
    );
}

/** Adds one of the words. Throws InvalidArgumentError. */
function addScope(word: string, before: readonly string[] = []): readonly string[] {
  if (tokenScopes.some((scope) => scope === word)) return [...before, word];
  throw new InvalidArgumentError(`The scopes are ${tokenScopes.join(', ')}.`);
}
