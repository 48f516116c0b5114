import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { execPath, pid } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { findEngine } from '../../src/runtime/docker/engine/engine-endpoint.ts';
import { tarMembers } from '../../test/helpers/compare-tars.ts';
import { freePort } from '../../test/helpers/free-port.ts';
import { PackageIndex } from '../../test/helpers/package-index.ts';
import { tarOf } from '../../test/helpers/served-chief.ts';
import { wheelOf } from '../../test/helpers/wheels.ts';
import { BootedSystemd } from './booted-systemd.ts';
import { Client } from './client.ts';
import type { Machine } from './machine.ts';
import { numbersTar, wrongNumbers } from './packages.ts';

const unit = 'butcher.service';
const numbers = { word: 'served', fragments: 40, seconds: 0.5 };
/** In place of what is the machine's own. */
const none = '[Unit]\nDescription=not here\n[Service]\nExecStart=/bin/true\n';

/**
 * The units as they are shipped, run by a systemd that runs a machine: whoever connects before the chief is there is
 * answered; a chief that is killed, or hangs, comes again and goes on with its job; libraries are installed though it
 * has a `/tmp` of its own; reload and stop do what they say.
 */
export async function service(machine: Machine): Promise<string> {
  const index = await PackageIndex.start();
  machine.undo.add(() => index.stop());
  index.add(wheelOf({ name: 'weeklib', version: `1.${pid}` }));
  const name = `butcher-week-${pid}`;
  const home = `/var/lib/${name}`;
  const config = machine.at('service.json');
  const address = `127.0.0.1:${await freePort()}`;
  await writeConfig(config, index.url, 3e9);
  await mkdir(home, { mode: 0o700 });
  machine.undo.add(() => rm(home, { recursive: true, force: true }));
  await execa('chown', [`${machine.person.name}:${machine.person.group}`, home]);
  const systemd = await BootedSystemd.boot(machine.undo, {
    folder: await folderOf(machine),
    files: await filesOf(machine, { name, home, address }),
    mounts: {
      '/opt/butcher': machine.prefix,
      '/usr/local/bin/node': execPath,
      '/etc/butcher/config.json': config,
      '/run/docker.sock': await engineSocket(),
      [home]: home,
    },
  });
  let lastLog = '';
  machine.logs.push(() => lastLog);
  try {
    const first = await fetch(`http://${address}/healthz`);
    if (!first.ok) throw new Error(`whoever connected first was answered ${first.status}`);
    await systemd.until(unit, 'ActiveState', (state) => state === 'active');
    const token = (await readFile(`${home}/admin.token`, 'utf8')).trim();
    const admin = new Client({ origin: `http://${address}` }, token);

    await withLibrary(admin);

    const { id } = await admin.submit(await admin.upload('numbers', await numbersTar(numbers)), {
      options: { workers: 1 },
    });
    const merged = async (least: number) => {
      while ((await admin.must('GET', `/jobs/${id}`)).json.job.counts.merged < least) await delay(100);
    };
    await merged(2);
    await hurt(systemd, 'SIGKILL', '1');
    await merged(5);
    await hurt(systemd, 'SIGSTOP', '2');
    const job = await admin.ended(id);
    const wrong = await wrongNumbers((await admin.must('GET', `/jobs/${id}/results`)).body, numbers);
    if (job.state !== 'done' || wrong !== null) throw new Error(`${job.state}: ${wrong}`);

    await writeConfig(config, index.url, 4e9);
    await must(systemd, 'systemctl', 'reload', unit);
    while (!(await admin.must('GET', '/me')).body.includes('4000000000')) await delay(100);

    const answers = await restarted(systemd, `http://${address}/healthz`);
    await must(systemd, 'systemctl', 'stop', 'butcher.socket', unit);
    const result = await systemd.property(unit, 'Result');
    if (result !== 'success') throw new Error(`when it was stopped: ${result}`);
    admin.close();
    return (
      `as it is shipped, started by the first connection; a library installed; a job of ${numbers.fragments} fragments ` +
      `right though its chief was killed and then hung; reloaded; ${answers} requests during a restart, each answered; stopped`
    );
  } finally {
    lastLog = await systemd.log(unit);
    await systemd.stop();
  }
}

/** A folder that is root's, for what the machine writes. */
async function folderOf(machine: Machine): Promise<string> {
  const folder = machine.at('service');
  await mkdir(folder, { mode: 0o755 });
  return folder;
}

/** What the machine has beside the root of this one: the units as they are shipped, and what differs there. */
async function filesOf(
  { installed, person }: Machine,
  { name, home, address }: { readonly name: string; readonly home: string; readonly address: string },
): Promise<Record<string, string>> {
  const shipped = (file: string) => readFile(`${installed}/deploy/${file}`, 'utf8');
  const units = '/etc/systemd/system';
  const engine = await execa('getent', ['group', String((await stat(await engineSocket())).gid)]);
  return {
    '/usr/local/bin/butcher':
      '#!/bin/sh\nexec /usr/local/bin/node /opt/butcher/lib/node_modules/butcher/dist/cli/main.js "$@"\n',
    [`${units}/${unit}`]: await shipped('butcher.service'),
    [`${units}/${unit}.d/week.conf`]: [
      ...['[Service]', `User=${person.name}`, `Group=${person.group}`],
      ...['SupplementaryGroups=', `SupplementaryGroups=${engine.stdout.split(':')[0]}`],
      ...[
        `StateDirectory=${name}`,
        `Environment=BUTCHER_HOME=${home}`,
        'WatchdogSec=30',
        'TimeoutAbortSec=5',
        '',
      ],
    ].join('\n'),
    [`${units}/butcher.socket`]: await shipped('butcher.socket'),
    [`${units}/butcher.socket.d/week.conf`]: `[Socket]\nListenStream=\nListenStream=${address}\n`,
    // The engine is this machine's, and so are whatever else this machine has.
    [`${units}/docker.service`]: none,
    [`${units}/docker.socket`]: none,
    [`${units}/containerd.service`]: none,
    [`${units}/week.target`]:
      '[Unit]\nDescription=week\nRequires=basic.target\nAfter=basic.target\nWants=butcher.socket\n',
  };
}

async function engineSocket(): Promise<string> {
  const engine = await findEngine();
  if (engine.kind !== 'socket')
    throw new Error(`the engine at ${engine.url} is on no socket of this machine`);
  return engine.path;
}

function writeConfig(path: string, indexUrl: string, quotaBytes: number): Promise<void> {
  return writeFile(path, JSON.stringify({ pip: { indexUrl }, serve: { quotaBytes } }));
}

/** A job whose code needs what only the index has. */
async function withLibrary(admin: Client): Promise<void> {
  const tar = tarOf({
    'requirements.txt': `weeklib==1.${pid}\n`,
    'Split.py': 'def splitter(path):\n    yield b"1"\n',
    'Processor.py': 'import weeklib\n\n\ndef processor(fragment):\n    return weeklib.VALUE.encode()\n',
    'Merge.py':
      'def merger(fragment, job_name):\n    with open("all", "wb") as file:\n        file.write(fragment)\n',
  });
  const { id } = await admin.submit(await admin.upload('library', await buffer(tar)));
  const { state, failure } = await admin.ended(id);
  if (state !== 'done') throw new Error(`with a library: ${JSON.stringify(failure)}`);
  const members = await tarMembers((await admin.must('GET', `/jobs/${id}/results`)).body);
  if (members.get('all')?.bytes.toString() !== `weeklib 1.${pid}`)
    throw new Error('with a library: other results');
}

/** Sends a signal to the chief alone, and waits until systemd has started it once more. */
async function hurt(systemd: BootedSystemd, signal: string, restarts: string): Promise<void> {
  await must(systemd, 'systemctl', 'kill', '--kill-who=main', `--signal=${signal}`, unit);
  await systemd.until(unit, 'NRestarts', (count) => count === restarts);
  await systemd.until(unit, 'ActiveState', (state) => state === 'active');
}

/** Asks again and again while the unit is started anew; resolves with how often. Throws where one is refused. */
async function restarted(systemd: BootedSystemd, url: string): Promise<number> {
  const running = { on: true };
  const asking = (async () => {
    let answers = 0;
    for (; running.on; answers += 1) {
      const answer = await fetch(url, { headers: { connection: 'close' } });
      await answer.arrayBuffer();
      if (answer.status !== 200 && answer.status !== 503) throw new Error(`${url}: ${answer.status}`);
    }
    return answers;
  })();
  asking.catch(() => {});
  await must(systemd, 'systemctl', 'restart', unit);
  running.on = false;
  return asking;
}

async function must(systemd: BootedSystemd, ...command: readonly string[]): Promise<void> {
  const { code, stdout } = await systemd.run(...command);
  if (code !== 0) throw new Error(`${command.join(' ')}: exit ${code} ${stdout} ${await systemd.log(unit)}`);
}
