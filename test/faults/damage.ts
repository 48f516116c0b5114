import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pick } from './random.ts';

/** Flips one bit of something that a job has kept of its results or its journal. Returns where, for people. */
export async function flipBit(folder: string, random: () => number): Promise<string> {
  const results = join('segments', 'results');
  const segments = (await readdir(join(folder, results))).map((name) => join(results, name));
  const sized = await Promise.all(
    ['journal', 'results.cache', ...segments].map(async (name) => ({
      name,
      size: (await stat(join(folder, name))).size,
    })),
  );
  const { name, size } = pick(
    sized.filter((file) => file.size > 0),
    random,
  );
  const place = Math.floor(random() * size);
  const file = await open(join(folder, name), 'r+');
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, place);
    await file.write(Buffer.from([buffer[0]! ^ (1 << Math.floor(random() * 8))]), 0, 1, place);
  } finally {
    await file.close();
  }
  return `${name} at ${place} of ${size}`;
}
