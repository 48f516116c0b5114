import type { Config } from '../../config.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import { inertBlock, inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import { catchInterrupts } from '../run/interrupts.ts';
import { ChiefClient } from './client/chief-client.ts';
import { ChiefError } from './client/chief-error.ts';
import { findChief } from './client/find-chief.ts';

/** What a remote command works with. */
export interface Remote {
  readonly client: ChiefClient;
  readonly config: Config;
  readonly clock: Clock;
  readonly io: CliIo;
  /** Aborted by Ctrl-C, or where nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** Lends a chief to `body` and says what it refused. Sets the exit code; throws UsageError. */
export async function withChief(io: CliIo, body: (remote: Remote) => Promise<ExitCode>): Promise<void> {
  const config = await ownConfig(io);
  const interrupts = catchInterrupts(systemClock);
  const signal = AbortSignal.any([interrupts.signal, io.outputLost]);
  try {
    const client = new ChiefClient(await findChief(config, io.env), signal);
    io.setExitCode(await body({ client, config, clock: systemClock, io, signal }));
  } catch (error) {
    if (signal.aborted) io.setExitCode(130);
    else if (error instanceof ChiefError) {
      io.stderr.write(errorText(error));
      io.setExitCode(error.exitCode);
    } else throw error;
  } finally {
    interrupts.release();
  }
}

/** What a chief refused, and what to do about it, as failures are shown everywhere. */
export function errorText({ code, message, help }: ChiefError): string {
  return `failed: ${inertLine(code)}  ${inertBlock(message)}\n  what to do: ${inertBlock(help)}\n`;
}
