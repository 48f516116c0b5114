import { createRequire, Module } from 'node:module';
import type Dockerode from 'dockerode';

/**
 * The client library without what it loads for BuildKit sessions and for engines over SSH, gRPC and an SSH client:
 * together three quarters of the 200 ms of CPU that loading it takes. `overSsh`: with the SSH client.
 */
export function loadDockerode({ overSsh }: { readonly overSsh: boolean }): typeof Dockerode {
  const require = createRequire(import.meta.url);
  const ofDockerode = createRequire(require.resolve('dockerode'));
  const ofModem = createRequire(ofDockerode.resolve('docker-modem'));
  const unused = [ofDockerode.resolve('./session'), ...(overSsh ? [] : [ofModem.resolve('./ssh')])];
  const standIns = unused.filter((path) => require.cache[path] === undefined);
  for (const path of standIns) {
    const standIn = new Module(path);
    standIn.exports = () => {
      throw new Error(`${path} was not loaded`);
    };
    standIn.loaded = true;
    require.cache[path] = standIn;
  }
  try {
    return require('dockerode') as typeof Dockerode;
  } finally {
    // Whoever else asks for them gets the real ones.
    for (const path of standIns) delete require.cache[path];
  }
}
