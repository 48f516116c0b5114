import type { Command } from 'commander';
import type { CliIo } from './cli-io.ts';

const createNotes = `
The token is printed once and kept nowhere; whoever has it acts as the account. Use it as BUTCHER_TOKEN.
An account that does not exist is made.`;

/** `butcher token create|list|revoke`. */
export function registerToken(program: Command, io: CliIo): void {
  const token = program
    .command('token')
    .description('Makes, lists and revokes the tokens with which accounts use the chief of this home.');
  const actions = () => import('./token/token-commands.ts');

  token
    .command('create')
    .description('Makes a token for an account and prints it.')
    .argument('<ACCOUNT>', 'the account; made where it is new')
    .option('--admin', "make a new account an admin's, which sees and may do everything")
    .option('--expires <TIME>', 'let the token end after such as 30d, 12h or 45m (default: never)')
    .addHelpText('after', createNotes)
    .showHelpAfterError('(see butcher token create --help)')
    .action(async (account: string, flags: { readonly admin?: true; readonly expires?: string }) =>
      (await actions()).createToken(account, flags, io),
    );
  token
    .command('list')
    .description('Lists tokens, never the secrets themselves.')
    .argument('[ACCOUNT]', 'only those of this account')
    .option('--json', 'print one JSON object per token')
    .showHelpAfterError('(see butcher token list --help)')
    .action(async (account: string | undefined, flags: { readonly json?: true }) =>
      (await actions()).listTokens(account, flags, io),
    );
  token
    .command('revoke')
    .description('Takes a token back at once and for good.')
    .argument('<ID>', 'its id in `butcher token list`, or the token itself')
    .showHelpAfterError('(see butcher token revoke --help)')
    .action(async (id: string) => (await actions()).revokeToken(id, io));
}
