import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const lastLogMs = 1000;

/** Resolves when the stream has closed, or soon anyway: an engine may keep a log stream open after the end. */
export async function streamClosed(stream: Duplex): Promise<void> {
  if (stream.destroyed) return;
  const done = new AbortController();
  await Promise.race([
    new Promise<void>((resolve) => stream.once('close', resolve)),
    delay(lastLogMs, undefined, { signal: done.signal }).catch(() => {}),
  ]);
  done.abort();
}
