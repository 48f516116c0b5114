// Prints the engine's events of containers that have a label, a JSON text each, and with those that make or change one
// what `inspect` says of it, null where it is gone. A process of its own, which goes before others where it may: some
// containers are gone again before a test run has a moment for them. Prints an empty object first, and ends when its
// standard input does, once it has looked at all. Arguments: the label, and the engine's socket if it is not the usual.
import { constants, setPriority } from 'node:os';
import { argv, exit, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import Dockerode from 'dockerode';

const mostTries = 50;
const againMs = 100;

const [label, socketPath] = argv.slice(2);
const docker = socketPath === undefined ? new Dockerode() : new Dockerode({ socketPath });
try {
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  // Only root may.
}
const looks = new Set();
const print = (value) => stdout.write(`${JSON.stringify(value)}\n`);
const filters = { type: ['container'], label: [label], event: ['create', 'start', 'update'] };
const events = await docker.getEvents({ filters });
print({});
createInterface({ input: events }).on('line', (line) => {
  const event = JSON.parse(line);
  if (event.Action === 'start') return print(event);
  const look = inspected(event.id).then((found) => {
    print({ ...event, inspected: found });
    looks.delete(look);
  });
  looks.add(look);
});
stdin.resume().once('end', async () => {
  while (looks.size > 0) await Promise.all(looks);
  stdout.end(() => exit());
});

/** An engine that is being started again, or has too much to do, is asked anew. */
async function inspected(id) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await docker.getContainer(id).inspect();
    } catch (error) {
      if (error.statusCode === 404 || tries === mostTries) return null;
      await delay(againMs);
    }
  }
}
