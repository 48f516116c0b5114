import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { Line } from '../../helpers/line.ts';
import { ServingChief } from '../../helpers/serving-chief.ts';
import { tarOf } from '../../package/helpers/tar-of.ts';
import { BrowserPage, foreignName } from './browser-page.ts';
import { Api } from './jobs-over-http.ts';
import { slow } from './packages.ts';
import type { Shared } from './shared.ts';

const run = promisify(execFile);
const [program, ...words] = butcherCommand;

/** Tokens that are none, and a chief that goes away. */
export function troubles(shared: Shared): void {
  describe('when something is in the way', () => {
    it('the link of `butcher open` signs in, once, and leaves no code in the address', async () => {
      const { chief, browser } = shared();
      const env = { ...process.env, BUTCHER_HOME: chief.home };
      const { stdout } = await run(program, [...words, 'open', '--print'], { env });
      const path = stdout.trim().slice(chief.address.length);
      assert.match(path, /^\/#code=/);
      const tab = await BrowserPage.open(browser, chief, { path });
      await tab.page.getByRole('heading', { name: 'Jobs' }).waitFor();
      assert.doesNotMatch(tab.page.url(), /code/);
      await tab.close();
      const late = await BrowserPage.open(browser, chief, { path });
      await late.sees('The code is none, was used before, or is older than a minute.');
      await late.close();
    });

    it('a wrong token is refused where it was typed, and nothing is kept of it', async () => {
      const { chief, browser } = shared();
      const tab = await BrowserPage.open(browser, chief);
      await tab.page.getByLabel('Token').fill('butcher_of-another-chief');
      await tab.button('Sign in').click();
      await tab.sees('The token is not one of this chief.');
      assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
      await tab.close();
    });

    it('a token that is revoked, or has expired, ends the session with the reason', async () => {
      const { chief, browser, root } = shared();
      const { id, token } = await root.token('leaver');
      const tab = await BrowserPage.open(browser, chief, { token, path: '/#/machine' });
      await tab.sees('Nothing waits.');
      await root.ask('DELETE', `/tokens/${id}`);
      await tab.sees('The token has been revoked.');
      assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
      const short = await root.ask('POST', '/tokens', { account: 'leaver', expires: '1s' });
      await tab.page.evaluate((text) => sessionStorage.setItem('butcher.token', text), String(short.token));
      await tab.page.reload();
      await tab.sees('The token has expired.');
      await tab.close();
    });

    it('an account that is blocked while its page is open is told so, and why', async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('loud');
      const tab = await BrowserPage.open(browser, chief, { token });
      await tab.sees('No jobs yet.');
      await root.ask('POST', '/accounts/loud/block', { reason: 'far too <b>loud</b>' });
      await tab.sees('The account loud is blocked: far too <b>loud</b>');
      await tab.page.getByLabel('Token').waitFor();
      assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0);
      await tab.close();
    });

    it('an account that asks too often is told so where it asked, and goes on', async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('hasty');
      const tab = await BrowserPage.open(browser, chief, { token, path: '/#/jobs/new' });
      const csv = { name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') };
      await tab.page.getByLabel('Package: choose files').setInputFiles(csv);
      await tab.sees('There is no Python in it, so it is no package.');
      await tab.page.getByLabel('Begin with').selectOption('lines');
      await tab.sees('Accepted: no findings.');
      await tab.sees('No data are chosen: the splitter gets an empty folder.');
      await root.ask('PATCH', '/accounts/hasty', { settings: { requestsPerSecond: 1, requestBurst: 1 } });
      const asking = flood(chief, () => token);
      await tab.button('Run').click();
      await tab.sees('The account hasty may make 1 requests a second and 1 at once.');
      await tab.sees('Try again in a second.');
      await asking.stop();
      await tab.go('#/machine');
      await tab.sees('Nothing waits.');
      await tab.close();
    });

    it('a package that is too large is told so where it was dropped, with the limit', async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('large');
      const tab = await BrowserPage.open(browser, chief, { token, path: '/#/jobs/new' });
      const buffer = gzipSync(tarOf([{ name: 'Split.py', content: Buffer.alloc(65 * 1024 ** 2) }]));
      const archive = { name: 'large.tar.gz', mimeType: 'application/gzip', buffer };
      await tab.page.getByLabel('Package: choose files').setInputFiles(archive);
      await tab.sees(/larger than 64 MiB/);
      assert(await tab.button('Run').isDisabled());
      await tab.page.getByLabel('Begin with').selectOption('lines');
      await tab.sees('Accepted: no findings.');
      await tab.close();
    });

    it('a name that the chief does not answer to gets a sentence, and no page', async () => {
      const { chief, browser } = shared();
      const { port } = new URL(chief.address);
      const foreign = { address: `http://${foreignName}:${port}` };
      const tab = await BrowserPage.open(browser, foreign);
      await tab.sees(/This chief does not answer to the name in the Host header\./);
      assert.equal(await tab.page.getByLabel('Token').count(), 0);
      await tab.close();
    });

    it('a page from elsewhere can ask the chief nothing, even with a token', async () => {
      const { chief, browser, root } = shared();
      const { token } = await root.token('lured');
      const elsewhere = createServer((_, response) => response.end('<title>elsewhere</title>'));
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const { port } = elsewhere.address() as AddressInfo;
      const tab = await BrowserPage.open(browser, { address: `http://127.0.0.1:${port}` });
      const answers = await tab.page.evaluate(
        async ([address, bearer]) => {
          const tries = [
            { method: 'GET' },
            { method: 'POST', body: '{"kind":"dataset","name":"planted"}', mode: 'no-cors' as const },
            { method: 'POST', body: '{"kind":"dataset","name":"planted"}' },
          ];
          const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
          const asked = tries.map(async (given) => {
            const answer = await fetch(`${address}/api/v1/uploads`, { ...given, headers });
            return answer.type === 'opaque' ? 'opaque' : answer.text();
          });
          return Promise.all(asked.map((one) => one.catch((error: unknown) => String(error))));
        },
        [chief.address, token] as const,
      );
      const nothing = 'TypeError: Failed to fetch';
      assert.deepEqual(answers, [nothing, 'opaque', nothing]);
      assert.deepEqual((await new Api(chief, token).ask('GET', '/uploads')).items, []);
      tab.complaints.splice(0);
      await tab.close();
      elsewhere.close();
    });

    it('places that are not there say so', async () => {
      const { chief, browser } = shared();
      const tab = await BrowserPage.open(browser, chief, { token: chief.token, path: '/#/jobs/nothere' });
      await tab.sees('There is no such job.');
      await tab.go('#/nowhere');
      await tab.sees('There is nothing at this address.');
      await tab.close();
    });

    it('a chief that is started again finds the page where it was, with job and data going on', async () => {
      const { browser } = shared();
      const home = await mkdtemp(join(tmpdir(), 'butcher-page-'));
      let chief = await ServingChief.start({}, {}, home);
      const line = await Line.to(() => chief.address);
      const data = join(home, 'dropped.bin');
      await writeFile(data, Buffer.alloc(6 * 1024 * 1024));
      try {
        const api = new Api(chief, chief.token);
        const digest = await api.upload('slow', slow);
        line.hold(2 * 1024 * 1024);
        const path = `/#/jobs/new?package=${digest}`;
        const sender = await BrowserPage.open(browser, line, { token: chief.token, path });
        await sender.page.getByLabel('Data: choose files').setInputFiles(data);
        await sender.button('Run').click();
        await uploadBegun(api);
        const job = await api.submit(digest, { name: 'slow' });
        const tab = await BrowserPage.open(browser, chief, { token: chief.token, path: `/#/jobs/${job}` });
        await tab.sees(/^merged [1-9]/);
        const { port } = new URL(chief.address);
        await chief.stop();
        await sender.sees(/have arrived; it goes on from there by itself/);
        line.mend();
        await tab.sees('The chief does not answer.');
        chief = await ServingChief.start({}, {}, home, Number(port));
        await tab.page.getByText('The chief does not answer.').waitFor({ state: 'hidden' });
        await tab.page.locator('.heading .state').getByText('done').waitFor({ timeout: 60_000 });
        await tab.sees('merged 40 of 40 fragments');
        await tab.close();
        await sender.page.waitForURL(/#\/jobs\/[a-z0-9]{12}$/);
        assert.equal((await uploads(api)).length, 1, 'and is one upload, gone on with');
        await sender.close();
      } finally {
        line.close();
        await chief.stop();
        await rm(home, { recursive: true, force: true });
      }
    });

    it('an address that guesses tokens is told for how long to wait', async () => {
      const { chief, browser } = shared();
      const tab = await BrowserPage.open(browser, chief);
      await tab.page.getByLabel('Token').fill('butcher_wrong-too');
      const guessing = flood(chief, () => `butcher_${Math.random()}`);
      while (!(await tab.page.getByText('Too many tokens').isVisible())) {
        await tab.button('Sign in').click();
        await tab.page.getByRole('alert').waitFor();
      }
      await guessing.stop();
      await tab.sees('Too many tokens that are none came from this address.');
      await tab.sees(/^Try again in (a second|\d+ seconds)\.$/);
      await tab.close();
    });
  });
}

async function uploads(api: Api): Promise<readonly { readonly offset: number }[]> {
  return (await api.ask('GET', '/uploads')).items as never;
}

/** Resolves when some of an upload has come. */
async function uploadBegun(api: Api): Promise<void> {
  while (((await uploads(api))[0]?.offset ?? 0) === 0) await setTimeout(20);
}

/** Asks the chief again and again, some at a time, until it is stopped. */
function flood({ address }: Pick<ServingChief, 'address'>, token: () => string) {
  let stopped = false;
  const ask = async () => {
    while (!stopped) await fetch(`${address}/api/v1/me`, { headers: { authorization: `Bearer ${token()}` } });
  };
  const asking = Promise.all(Array.from({ length: 8 }, ask));
  return {
    stop: async () => {
      stopped = true;
      await asking;
    },
  };
}
