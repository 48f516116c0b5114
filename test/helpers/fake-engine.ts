import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an engine says that can enforce every limit. */
export const boundedInfo = {
  ...{ NCPU: 2, MemTotal: 2 ** 33, DefaultRuntime: 'runc', Runtimes: { runc: {} } },
  ...{ MemoryLimit: true, SwapLimit: true, PidsLimit: true, CpuCfsQuota: true },
  ...{ CgroupDriver: 'systemd', CgroupVersion: '2', SecurityOptions: ['name=seccomp,profile=default'] },
};

/** What rootless Docker says that has no control groups. */
export const unboundedInfo = {
  ...{ ...boundedInfo, MemoryLimit: false, SwapLimit: false, PidsLimit: false, CpuCfsQuota: false },
  ...{ CgroupDriver: 'none', CgroupVersion: '1' },
  SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'],
};

/** An engine without containers that says of itself what a test wants, on a socket of its own. */
export class FakeEngine {
  /** What it answers to `info`. */
  info: object;
  /** The machines of its Swarm. */
  nodes: readonly object[] = [];
  /** What it was asked, such as `GET /info`. */
  readonly asked: string[] = [];
  readonly address: string;
  readonly #folder: string;
  readonly #server: Server;

  private constructor(folder: string, info: object) {
    this.info = info;
    this.address = `unix://${join(folder, 'engine.sock')}`;
    this.#folder = folder;
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://engine').pathname;
      this.asked.push(`${request.method} ${path}`);
      const known: Record<string, unknown> = {
        '/info': this.info,
        '/version': { Version: '20.10.24', ApiVersion: '1.41', Components: [{ Name: 'Engine' }] },
        '/nodes': this.nodes,
        '/containers/json': [],
        '/images/json': [],
      };
      response.writeHead(path in known ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(known[path] ?? { message: `nothing at ${path}` }));
    });
  }

  static async start(info: object): Promise<FakeEngine> {
    const engine = new FakeEngine(await mkdtemp(join(tmpdir(), 'butcher-engine-')), info);
    engine.#server.listen(join(engine.#folder, 'engine.sock'));
    await once(engine.#server, 'listening');
    return engine;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
