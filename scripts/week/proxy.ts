import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frontHost } from '../../test/helpers/front-server.ts';
import { startNginx } from '../../test/helpers/nginx.ts';
import { Client, type Door } from './client.ts';
import { InstalledChief } from './installed-chief.ts';
import type { Machine } from './machine.ts';
import { numbersTar, wrongNumbers } from './packages.ts';

const numbers = { word: 'proxied', fragments: 40, seconds: 0.2 };
const settings = { hostNames: [frontHost], trustedProxies: ['127.0.0.1'] };

/** nginx with TLS as it is shipped before a chief: uploads, events as they come, ranges, the page, a wrong Host. */
export async function proxy(machine: Machine): Promise<string> {
  const chief = await InstalledChief.start(machine, { home: 'proxied', settings });
  const { door, site } = await nginxBefore(machine, chief.address);
  const ann = await chief.client('ann', door);
  const large = Buffer.alloc(8 * 1024 * 1024, 7);
  const asked = { body: large, type: 'application/octet-stream' };
  const { dataset } = (await ann.must('POST', '/datasets?name=large', asked)).json;
  if (dataset.bytes !== large.length) throw new Error(`of ${large.length} bytes ${dataset.bytes} came`);
  const { id } = await ann.submit(await ann.upload('numbers', await numbersTar(numbers)));
  const events = await watched(ann, id);
  const whole = (await ann.must('GET', `/jobs/${id}/results`)).body;
  const wrong = await wrongNumbers(whole, numbers);
  if (wrong !== null) throw new Error(wrong);
  const part = await ann.ask('GET', `/jobs/${id}/results`, { headers: { range: 'bytes=100-699' } });
  if (part.status !== 206 || !part.body.equals(whole.subarray(100, 700)))
    throw new Error(`a range: ${part.status}, ${part.body.length} bytes`);
  const page = await pageOf(chief, door);
  const sentence = await rewritten(machine, chief, site);
  return `8 MiB up, ${events}, a range of the results, the page with ${page}; with Host rewritten: “${sentence}”`;
}

/** The shipped configuration before that address; it ends with the machine. */
export async function nginxBefore(machine: Machine, address: string, site?: string) {
  const shipped = site ?? (await readFile(join(machine.installed, 'deploy/nginx.conf'), 'utf8'));
  // A socket may be used by the chief's group, which the server's user has to be in.
  const user = machine.person.become.length > 0 ? { user: `www-data ${machine.person.group}` } : {};
  const upstream = address.replace(/^unix:/, 'http://unix:');
  const nginx = await startNginx({ upstream, site: shipped, ...user });
  machine.undo.add(() => nginx.stop());
  const tls = { ca: nginx.ca, host: frontHost };
  const door: Door = { origin: `https://127.0.0.1:${nginx.port}`, tls };
  return { door, site: shipped };
}

/** Events have to come while the job runs, and not all at its end. */
async function watched(ann: Client, id: string): Promise<string> {
  const stream = await ann.open('GET', `/jobs/${id}/events`);
  let told = '';
  let during: string | null = null;
  for await (const chunk of stream) {
    told += chunk;
    if (during === null && /"merged":[1-9]/.test(told))
      during = (await ann.must('GET', `/jobs/${id}`)).json.job.state;
  }
  if (during !== 'running') throw new Error(`the first event of a merged result came when it was ${during}`);
  if (!told.includes('"state":"done"')) throw new Error(`the events ended with ${told.slice(-300)}`);
  return `${told.split('\n').filter((line) => line.startsWith('id: ')).length} events as they came`;
}

/** The page with all that it names, and a sign-in by a code of `butcher open`. */
async function pageOf(chief: InstalledChief, door: Door): Promise<string> {
  const nobody = new Client(door, null);
  const html = await nobody.must('GET', '//');
  const names = [...html.body.toString().matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, name]) => name!);
  if (names.length < 2) throw new Error(`the page names only ${names}`);
  for (const name of names) await nobody.must('GET', `/${name}`);
  const link = await chief.butcher('open', '--print');
  const [, code] = /#code=(\S+)/.exec(link)!;
  const body = JSON.stringify({ code });
  const { token, account } = (await nobody.must('POST', '/session', { body, type: 'application/json' })).json;
  await new Client(door, token).must('GET', '/status');
  return `${names.length} files, signed in as ${account}`;
}

/** What is said through a server that sends another name on. */
async function rewritten(machine: Machine, chief: InstalledChief, site: string): Promise<string> {
  const wrong = site.replace('proxy_set_header Host $host;', 'proxy_set_header Host chief.internal;');
  if (wrong === site) throw new Error('the configuration sends no Host on');
  const { door } = await nginxBefore(machine, chief.address, wrong);
  const { status, json } = await new Client(door, null).ask('GET', '/limits');
  if (status !== 403 || json?.code !== 'foreign-host' || !/serve\.hostNames/.test(json.help))
    throw new Error(`with Host rewritten: ${status} ${JSON.stringify(json)}`);
  return json.detail;
}
