import { execFile } from 'node:child_process';
import type { ChiefLog } from '../../chief/chief-log.ts';
import type { Clock } from '../../model/clock.ts';
import type { CliIo } from '../cli-io.ts';

/** What systemd is told, in the words of sd_notify(3). */
export type Notice = 'READY=1' | 'RELOADING=1' | 'STOPPING=1' | 'WATCHDOG=1' | `STATUS=${string}`;

/**
 * Tells systemd how the service is, where it asks for that: by its own command, since Node cannot send to a datagram
 * socket. The unit has `NotifyAccess=all` for that. Where nobody asks, nothing is done.
 */
export class SystemdNotifier {
  readonly #env: CliIo['env'];
  readonly #log: ChiefLog;
  #cancel: (() => void) | null = null;
  #failed = false;

  constructor(env: CliIo['env'], log: ChiefLog) {
    this.#env = env;
    this.#log = log;
  }

  /** Resolves when systemd has been told; what keeps that from being done is logged once. */
  async tell(...notices: readonly Notice[]): Promise<void> {
    if (!this.#env.NOTIFY_SOCKET) return;
    await new Promise<void>((resolve) => {
      const main = notices.includes('READY=1') ? [`MAINPID=${process.pid}`] : [];
      const { PATH, NOTIFY_SOCKET } = this.#env;
      const env = { ...(PATH !== undefined && { PATH }), NOTIFY_SOCKET };
      execFile('systemd-notify', [...main, ...notices], { env, timeout: 10_000 }, (error) => {
        if (error !== null && !this.#failed) {
          this.#failed = true;
          this.#log.warn({ err: error }, 'systemd cannot be told how the chief is');
        }
        resolve();
      });
    });
  }

  /** Says twice in each period of the watchdog that the chief works, as long as `works` resolves. */
  watch(clock: Clock, works: () => Promise<unknown>): void {
    const periodMs = Number(this.#env.WATCHDOG_USEC ?? 0) / 1000;
    if (!(periodMs > 0) || !this.#env.NOTIFY_SOCKET) return;
    this.#cancel = clock.after(periodMs / 2, () => {
      void works()
        .then(() => this.tell('WATCHDOG=1'))
        .catch((error: unknown) =>
          this.#log.error({ err: error }, 'the watchdog is not told that all is well'),
        )
        .then(() => {
          if (this.#cancel !== null) this.watch(clock, works);
        });
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
