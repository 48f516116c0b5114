import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrontServer, type FrontServerOptions, frontHost, startFront } from './front-server.ts';

/** It would wait for streams of events that are open, without end. */
const global = '{\n\tadmin off\n\tauto_https disable_redirects\n\tgrace_period 1s\n}\n';

/** A real Caddy; its certificate is one of ours, since there is nobody here to have it from. */
export function startCaddy({ upstream }: FrontServerOptions): Promise<FrontServer> {
  return startFront('caddy', async ({ folder, port, key, cert }) => {
    const shipped = await readFile(new URL('../../deploy/Caddyfile', import.meta.url), 'utf8');
    const here = `\nhttps://${frontHost}:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}\n`;
    const site = shipped
      .replace(`\n${frontHost} {`, here)
      .replace('127.0.0.1:7878', upstream.replace('http://', ''));
    const config = join(folder, 'Caddyfile');
    await writeFile(config, `${global}${site}`);
    return {
      program: 'caddy',
      args: ['run', '--adapter', 'caddyfile', '--config', config],
      env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      isUp: /serving initial configuration/,
    };
  });
}
