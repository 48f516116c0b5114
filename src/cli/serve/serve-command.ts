import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ChiefLog } from '../../chief/chief-log.ts';
import type { ChiefSettings } from '../../chief/chief-settings.ts';
import type { LocalChief } from '../../chief/local-chief.ts';
import { adminTokenFile, adminTokenSeen, ensureAdminToken } from '../../chief/tokens/admin-token.ts';
import { adminAccount } from '../../chief/tokens/issue-token.ts';
import { composeChief, composeHomeLock, composeRefusal } from '../../compose.ts';
import type { Config } from '../../config.ts';
import { announceChief, findRunningChief, withdrawChief } from '../../home/running-chief.ts';
import { findUnfinishedRestore } from '../../home/unfinished-restore.ts';
import { openFilesLimit } from '../../host/open-files.ts';
import { buildApp } from '../../http/build-app.ts';
import { defaultHttpSettings, type HttpSettings } from '../../http/http-parts.ts';
import { builtPage } from '../../http/page/serve-page.ts';
import { createLogger, isJournal, withPriorities } from '../../http/server/logger.ts';
import { type HttpServer, isPath, type ListenAddress, serveHttp } from '../../http/server/serve-http.ts';
import { systemClock } from '../../model/clock.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { UnusableStoreError } from '../../store/unusable-store-error.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import { unusableHome } from '../home/unusable-home.ts';
import { catchInterrupts } from '../run/interrupts.ts';
import { type UnboundedFlag, withUnbounded } from '../unbounded-option.ts';
import { UsageError } from '../usage-error.ts';
import { cannotListen } from './cannot-listen.ts';
import { configProblems } from './config-problems.ts';
import { givenSocket } from './given-socket.ts';
import type { ListenFlag } from './listen-flag.ts';
import { SystemdNotifier } from './notify-systemd.ts';
import { raisePriority } from './raise-priority.ts';

/** How long requests that are still open may go on once the chief has stopped. */
const graceMs = 5000;

export interface ServeFlags extends UnboundedFlag {
  readonly listen: ListenFlag;
  /** The address is one that was asked for. */
  readonly chosen: boolean;
  readonly check?: true;
}

/** Serves until a signal comes. Throws UsageError where it cannot begin. */
export async function serveCommand(flags: ServeFlags, io: CliIo): Promise<ExitCode> {
  const config = withUnbounded(await ownConfig(io), flags);
  const { serve: own, limits, ociRuntime, checks } = config;
  if (flags.check === true) {
    const problems = await configProblems(config);
    if (problems.length > 0) throw new UsageError(problems.join(' '));
    io.stdout.write(`The configuration can be used, for the home ${inertLine(config.home)}.\n`);
    const refusal = await composeRefusal(config, io.env);
    if (refusal !== null)
      io.stderr.write(`No job would run: ${inertLine(refusal.message)} ${inertLine(refusal.help)}\n`);
    return 0;
  }
  const hangups = new Hangups();
  // Where there is a terminal, the signal says that it went.
  const onHangup = io.stderr.isTTY === true || io.stdout.isTTY === true ? null : () => hangups.call();
  const interrupts = catchInterrupts(systemClock, process, onHangup);
  const lock = await composeHomeLock(config.home).catch((error) => unusableHome(config.home, error));
  let giveBack = () => {};
  try {
    if (lock === null) throw new UsageError(await alreadyServed(config.home));
    giveBack = raisePriority();
    const settings = { ...own, limits, ociRuntime, checks };
    await serve({ config, settings, flags, io, hangups, signal: interrupts.signal });
    return interrupts.by === 'SIGHUP' ? 1 : 0;
  } finally {
    giveBack();
    lock?.release();
    interrupts.release();
  }
}

interface Served {
  readonly config: Config;
  readonly settings: ChiefSettings;
  readonly flags: ServeFlags;
  readonly io: CliIo;
  readonly hangups: Hangups;
  readonly signal: AbortSignal;
}

/** What SIGHUP asks for: nothing until there is a chief that can do it. */
class Hangups {
  call: () => void = () => {};
}

async function serve({ config, settings, flags, io, hangups, signal }: Served): Promise<void> {
  const listen = await whereToListen(flags, io);
  const { home } = config;
  const isJournals = isJournal(process.stderr.fd, io.env.JOURNAL_STREAM);
  const logger = createLogger('info', isJournals ? withPriorities(io.stderr) : io.stderr);
  // Again, with the lock: one may have begun and broken off meanwhile.
  const unfinished = await findUnfinishedRestore(home);
  if (unfinished !== null) throw new UsageError(`${unfinished.message} ${unfinished.help}`);
  const composed = composeChief(config, settings, io.env, logger);
  const { chief, store, close } = await composed.catch((error: unknown) => {
    if (!(error instanceof UnusableStoreError)) throw error;
    throw new UsageError(`The home ${inertLine(home)} cannot be served: ${error.message} ${error.help}`);
  });
  const systemd = new SystemdNotifier(io.env, logger);
  let server: HttpServer | null = null;
  try {
    const act = { actor: 'chief', atMs: systemClock.wallTimeMs() };
    const token = await ensureAdminToken(store, home, act);
    const parts = {
      chief,
      store,
      clock: systemClock,
      logger,
      page: await builtPage(),
      settings: httpSettings(settings, isPath(listen)),
    };
    server = await serveHttp(await buildApp(parts), listen).catch((error) => cannotListen(listen, error));
    if (token !== null) {
      io.stdout.write(adminTokenText(token, home, io));
      await adminTokenSeen(home);
    }
    await chief.start();
    hangups.call = () => void reload(flags, io, config, chief, logger, systemd);
    await announceChief(home, server.address).catch((error: unknown) => {
      if (!isDiskFull(error)) throw error;
      logger.warn(
        { err: error },
        'commands on this machine are not told where the chief is: the disk is full',
      );
    });
    if ('fd' in listen && isPath(listen) && (await mayAnybody(listen.path)))
      logger.warn(
        { path: listen.path },
        'anybody on this machine may use the socket, and say to come from any address: set SocketMode=0660',
      );
    const docs = isPath(listen) ? '' : ` (API: ${server.address}/docs)`;
    io.stdout.write(`Serving ${inertLine(home)} at ${inertLine(server.address)}${docs}\n`);
    logger.info({ address: server.address, home, slots: settings.slots }, 'serving');
    await systemd.tell('READY=1', `STATUS=serving at ${server.address}`);
    systemd.watch(systemClock, () => store.accounts.find(adminAccount));
    await aborted(signal);
    logger.info({}, 'stopping');
    await systemd.tell('STOPPING=1');
  } finally {
    hangups.call = () => {};
    systemd.stop();
    await withdrawChief(home);
    const closed = server?.close(graceMs);
    await chief.stop();
    await closed;
    await close();
    logger.info({}, 'stopped');
  }
}

/**
 * Reads the configuration again. What cannot be used leaves everything as it is, and so does what needs a new start.
 */
async function reload(
  flags: ServeFlags,
  io: CliIo,
  before: Config,
  chief: LocalChief,
  log: ChiefLog,
  systemd: SystemdNotifier,
): Promise<void> {
  await systemd.tell('RELOADING=1');
  try {
    const config = withUnbounded(await ownConfig(io), flags);
    const { serve: own, limits, ociRuntime, checks } = config;
    const later = chief.reload({ ...own, limits, ociRuntime, checks });
    const others = (['home', 'engine', 'libraries', 'cluster'] as const).filter(
      (name) => !isDeepStrictEqual(config[name], before[name]),
    );
    const waiting = [...later, ...others];
    if (waiting.length > 0) log.warn({ settings: waiting }, 'these settings hold from the next start on');
    log.info({}, 'the configuration was read again');
  } catch (error) {
    log.error({ reason: (error as Error).message }, 'the configuration cannot be used; the one before holds');
  }
  await systemd.tell('READY=1');
}

/** A secret is for a terminal: what a service prints is kept where others may read it. */
function adminTokenText(token: string, home: string, io: CliIo): string {
  const file = inertLine(adminTokenFile(home));
  return io.stdout.isTTY === true
    ? `Admin token, shown this once and kept in ${file}:\n${token}\n`
    : `An admin token was made; it is in ${file}, which this user alone can read.\n`;
}

function httpSettings(settings: ChiefSettings, atSocket: boolean): HttpSettings {
  const { hostNames, allowedOrigins, trustedProxies, requestsPerSecond, requestBurst } = settings;
  const rates = { ...defaultHttpSettings.rates, perSecond: requestsPerSecond, burst: requestBurst };
  const most = connectionsWithin(openFilesLimit());
  // All connections come from the one proxy.
  const connections = atSocket ? { ...most, perPeer: most.inAll } : most;
  return { ...defaultHttpSettings, hostNames, allowedOrigins, trustedProxies, atSocket, rates, connections };
}

/** Half of the files that the process may have open, at most: the other half is for jobs. */
function connectionsWithin(openFiles: number | null): HttpSettings['connections'] {
  const { inAll, perPeer } = defaultHttpSettings.connections;
  const most = Math.min(inAll, Math.floor((openFiles ?? Number.POSITIVE_INFINITY) / 2));
  return { inAll: most, perPeer: Math.min(perPeer, Math.ceil(most / 4)) };
}

async function alreadyServed(home: string): Promise<string> {
  const running = await findRunningChief(home);
  const where = running === null ? '' : ` at ${running.address} (process ${running.process.pid})`;
  return `Another chief serves the home ${inertLine(home)}${where}. Stop it first, or set BUTCHER_HOME to another folder.`;
}

/** The socket that systemd hands on, or what was asked for; not both. */
async function whereToListen({ listen, chosen }: ServeFlags, io: CliIo): Promise<ListenAddress> {
  const given = await givenSocket(io.env);
  if (given === null) return listen;
  if (chosen)
    throw new UsageError('--listen names an address, and systemd hands a socket on; leave one of both.');
  return given;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Whether others than owner and group may connect to a socket. */
function mayAnybody(path: string): Promise<boolean> {
  return stat(path).then(
    ({ mode }) => (mode & 0o002) !== 0,
    () => false,
  );
}
