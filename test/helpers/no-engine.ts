import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'butcher-no-engine-'));
const path = join(folder, 'engine.sock');
const touching = new Set<string>();
let running = 'before the first test';
let trap: Server;

/**
 * Root hooks of mocha for tests that need no container engine. This process and all that it starts find a trap where
 * they look for one: whoever asks it is hung up on, and the run fails and names the tests in which that happened.
 */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    process.env.DOCKER_HOST = `unix://${path}`;
    trap = createServer((socket) => {
      touching.add(running);
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      trap.listen(path, resolve);
    });
  },
  beforeEach(this: Mocha.Context): void {
    running = this.currentTest!.fullTitle();
  },
  async afterAll(): Promise<void> {
    trap.close();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual([...touching], [], 'what asks a container engine belongs in a *.engine.test.ts');
  },
};
