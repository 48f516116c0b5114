import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { freePort } from '../../test/helpers/free-port.ts';

const patienceMs = 60_000;

export interface Watched {
  /** Address of the chief. */
  readonly chief: string;
  readonly token: string;
  /** Texts of the shipped files. */
  readonly config: string;
  readonly rules: string;
}

interface Running extends PromiseLike<unknown> {
  kill(): unknown;
}

interface Sample {
  readonly metric: object;
  readonly value: readonly [number, string];
}

interface Answer {
  readonly data: {
    readonly result?: readonly Sample[];
    readonly alerts?: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[];
    readonly groups?: readonly {
      readonly rules: readonly { readonly name: string; readonly health: string }[];
    }[];
  };
}

/** A real Prometheus, Debian's, of the shipped configuration with the address and the token of a chief put in. */
export class Prometheus {
  readonly #folder: string;
  readonly #address: string;
  readonly #running: Running;

  private constructor(folder: string, address: string, running: Running) {
    this.#folder = folder;
    this.#address = address;
    this.#running = running;
  }

  static async start({ chief, token, config, rules }: Watched): Promise<Prometheus> {
    const cwd = await mkdtemp(join(tmpdir(), 'butcher-prometheus-'));
    try {
      const host = `127.0.0.1:${await freePort()}`;
      await writeFile(join(cwd, 'token'), token, { mode: 0o600 });
      await writeFile(join(cwd, 'prometheus-alerts.yml'), rules);
      const adapted = config
        .replaceAll('15s', '1s')
        .replace('/etc/prometheus/butcher.token', join(cwd, 'token'))
        .replace('127.0.0.1:7878', new URL(chief).host);
      await writeFile(join(cwd, 'prometheus.yml'), adapted);
      await execa('promtool', ['check', 'config', 'prometheus.yml'], { cwd });
      const args = [
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=data',
        `--web.listen-address=${host}`,
      ];
      const running = execa('prometheus', args, { cwd, reject: false, stdio: 'ignore' });
      return new Prometheus(cwd, `http://${host}`, running);
    } catch (error) {
      await rm(cwd, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#running.kill();
    await this.#running;
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What a query gives, once it gives something. */
  answered(query: string): Promise<readonly Sample[]> {
    return this.#until(`an answer to ${query}`, async () => {
      const result = (await this.#ask(`query?query=${encodeURIComponent(query)}`)).data.result ?? [];
      return result.length > 0 ? result : null;
    });
  }

  /** Names of the alerts, once all of them were evaluated without an error. */
  evaluated(): Promise<readonly string[]> {
    return this.#until('all alerts evaluated', async () => {
      const rules = (await this.#ask('rules')).data.groups?.flatMap((group) => group.rules) ?? [];
      const isWhole = rules.length > 0 && rules.every(({ health }) => health === 'ok');
      return isWhole ? rules.map(({ name }) => name) : null;
    });
  }

  /** Names of the alerts that are firing now, or are about to. */
  async firing(): Promise<readonly string[]> {
    return ((await this.#ask('alerts')).data.alerts ?? []).map(({ labels }) => labels.alertname);
  }

  async #until<Found>(what: string, look: () => Promise<Found | null>): Promise<Found> {
    for (const since = Date.now(); ; await delay(250)) {
      const found = await look().catch(() => null);
      if (found !== null) return found;
      if (Date.now() - since > patienceMs) throw new Error(`Prometheus does not have ${what}`);
    }
  }

  async #ask(path: string): Promise<Answer> {
    return (await fetch(`${this.#address}/api/v1/${path}`)).json() as Promise<Answer>;
  }
}
