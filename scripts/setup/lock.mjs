import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid, platform } from 'node:process';

/**
 * Runs `work` while no other process of this user holds the lock of that name, and waits for its turn. The lock is a
 * socket that somebody listens on, so it is free again however its holder ends. `work` gets the socket's descriptor:
 * a program that inherits it keeps the lock for as long as it outlives this process.
 */
export async function withLock(name, say, work) {
  const path = address(name);
  let lock = await take(path);
  if (lock === null) say('waiting for another set-up to finish');
  while (lock === null) {
    await untilReleased(path);
    lock = await take(path);
  }
  try {
    return await work(lock.descriptor);
  } finally {
    lock.release();
  }
}

function address(name) {
  const digest = createHash('sha256').update(`${getuid?.()} ${name}`).digest('hex').slice(0, 32);
  // Linux has names for sockets outside the file system, which vanish with their process.
  return platform === 'linux' ? `\0butcher-setup-${digest}` : join(tmpdir(), `butcher-setup-${digest}.sock`);
}

/** Takes the lock; null when somebody else has it. */
function take(path) {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => waiting.add(socket.on('error', () => {})));
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(path, () => {
      server.unref();
      const release = () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
      resolve({ release, descriptor: server._handle.fd });
    });
  });
}

/** Waits for the holder to end or give the lock back; where there is none, removes what it left. */
function untilReleased(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('error', (error) => {
      if (error.code === 'ECONNREFUSED' && !path.startsWith('\0')) rmSync(path, { force: true });
    });
    socket.on('close', resolve).resume();
  });
}
