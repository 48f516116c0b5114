import fs, { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative } from 'node:path';
import { type FaultPlan, faultVariable } from './fault.ts';
import { stepPlace } from './step-place.ts';

// Loaded before the chief (`node --import`), this puts itself between the chief and the file system, so that the
// product needs no hook for it. Every operation that changes something below the root is a step that can go wrong.

type Call = (...values: unknown[]) => unknown;
type Methods = Record<string, Call>;

const pathOperations = [
  ...['mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'link', 'unlink', 'symlink', 'writeFile', 'chmod'],
] as const;
const handleOperations = ['write', 'writev', 'writeFile', 'sync', 'datasync', 'truncate'] as const;
const takingSpace = ['mkdir', 'mkdtemp', 'symlink', 'write', 'writev', 'writeFile'];

const given = process.env[faultVariable];

function install({ root, fault, trace }: FaultPlan): void {
  let seen = 0;
  let full = false;

  /** What becomes of a step: it is done as usual, cut in the middle, or fails; or it is the chief's last. */
  const meet = (operation: string, path: string): 'go' | 'tear' | 'kill-after' => {
    const place = stepPlace(relative(root, path));
    const step = `${operation} ${place}`;
    if (trace !== null) appendFileSync(trace, `${step}\n`);
    if (full && isWriting(operation)) throw diskFull(operation);
    if (fault === null || step !== fault.step) return 'go';
    seen += 1;
    if (seen !== fault.nth) return 'go';
    switch (fault.kind) {
      case 'kill-before':
        return die();
      case 'fill':
        full = true;
        throw diskFull(operation);
      default:
        return fault.kind;
    }
  };

  const paths = new WeakMap<object, string>();
  const below = (path: unknown): path is string => typeof path === 'string' && path.startsWith(`${root}/`);

  const promises = fs.promises as unknown as Methods;
  for (const name of pathOperations) {
    const original = promises[name]!;
    promises[name] = async (...values) => {
      // What is linked or renamed counts under its new name.
      const path = name === 'link' || name === 'rename' || name === 'symlink' ? values[1] : values[0];
      if (!below(path)) return original(...values);
      const fate = meet(name, path);
      if (fate === 'tear') die();
      const result = await original(...values);
      if (fate === 'kill-after') die();
      return result;
    };
  }

  const open = promises.open!;
  promises.open = async (...values) => {
    const [path, flags] = values;
    const writing = below(path) && opensForWriting(flags);
    const fate = writing ? meet('open', path) : 'go';
    const handle = (await open(...values)) as object;
    if (fate !== 'go') die();
    if (writing) {
      paths.set(handle, path);
      patchHandles(Object.getPrototypeOf(handle) as Methods);
    }
    return handle;
  };

  let patched = false;
  const patchHandles = (prototype: Methods): void => {
    if (patched) return;
    patched = true;
    for (const name of handleOperations) {
      const original = prototype[name]!;
      prototype[name] = async function (this: object, ...values: unknown[]) {
        const path = paths.get(this);
        if (path === undefined) return original.apply(this, values);
        const fate = meet(name, path);
        if (fate === 'tear') {
          if (name === 'writev') {
            const whole = Buffer.concat(values[0] as Buffer[]);
            await original.call(this, [whole.subarray(0, Math.ceil(whole.length / 2))], values[1]);
          }
          die();
        }
        const result = await original.apply(this, values);
        if (fate === 'kill-after') die();
        return result;
      };
    }
  };

  // Streams write through the callback functions.
  const callbacks = fs as unknown as Methods;
  const descriptors = new Map<number, string>();
  const openDescriptor = callbacks.open!;
  callbacks.open = (...values) => {
    const [path, flags] = values;
    const done = values.pop() as (error: Error | null, descriptor?: number) => void;
    openDescriptor(...values, (error: Error | null, descriptor: number) => {
      if (error === null && below(path) && opensForWriting(flags)) descriptors.set(descriptor, path);
      done(error, descriptor);
    });
  };
  for (const name of ['write', 'writev', 'fsync'] as const) {
    const original = callbacks[name]!;
    callbacks[name] = (...values) => {
      const path = descriptors.get(values[0] as number);
      if (path === undefined) return original(...values);
      const done = values.pop() as (error: Error | null, ...rest: unknown[]) => void;
      let fate: ReturnType<typeof meet>;
      try {
        fate = meet(name, path);
      } catch (error) {
        process.nextTick(done, error);
        return undefined;
      }
      if (fate === 'tear') die();
      return original(...values, (error: Error | null, ...rest: unknown[]) => {
        if (fate === 'kill-after') die();
        done(error, ...rest);
      });
    };
  }
  // Threads that wait for the disk, each of which loads this before anything else.
  const { openSync, writeSync, closeSync } = callbacks as Record<
    'openSync' | 'writeSync' | 'closeSync',
    Call
  >;
  callbacks.openSync = (...values) => {
    const [path, flags] = values;
    const writing = below(path) && opensForWriting(flags);
    const fate = writing ? meet('open', path) : 'go';
    const descriptor = openSync(...values) as number;
    if (fate !== 'go') die();
    if (writing) descriptors.set(descriptor, path);
    return descriptor;
  };
  callbacks.writeSync = (...values) => {
    const [descriptor, bytes, from, length] = values as [number, Buffer, number, number];
    const path = descriptors.get(descriptor);
    if (path === undefined) return writeSync(...values);
    const fate = meet('write', path);
    if (fate === 'tear') {
      writeSync(descriptor, bytes, from, Math.ceil(length / 2));
      die();
    }
    const written = writeSync(...values);
    if (fate === 'kill-after') die();
    return written;
  };
  callbacks.closeSync = (descriptor) => {
    descriptors.delete(descriptor as number);
    return closeSync(descriptor);
  };
  syncBuiltinESMExports();
}

function isWriting(operation: string): boolean {
  return takingSpace.includes(operation);
}

function opensForWriting(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
  return typeof flags === 'string' && flags !== 'r';
}

function diskFull(operation: string): Error {
  const message = `ENOSPC: no space left on device, ${operation}`;
  return Object.assign(new Error(message), { code: 'ENOSPC', errno: -28, syscall: operation });
}

/** As `kill -9` would: nothing of this process runs any more. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered before the call returns or a moment later.
  for (;;);
}

if (given !== undefined) install(JSON.parse(given) as FaultPlan);
