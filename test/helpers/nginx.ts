import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrontServer, type FrontServerOptions, startFront } from './front-server.ts';

export interface NginxOptions extends FrontServerOptions {
  /** The text of the shipped configuration. Left out: that of this checkout. */
  readonly site?: string;
  /** As whom its workers run, as `user` has it: name and group. Left out: as nginx was built. */
  readonly user?: string;
}

/** A real nginx, with a certificate of its own. */
export function startNginx({ upstream, site, user }: NginxOptions): Promise<FrontServer> {
  return startFront('nginx', async ({ folder, port, key, cert }) => {
    const shipped = site ?? (await readFile(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8'));
    const adapted = shipped
      .replace('listen 443', `listen 127.0.0.1:${port}`)
      .replace('/etc/ssl/butcher/cert.pem', cert)
      .replace('/etc/ssl/butcher/key.pem', key)
      .replace('http://127.0.0.1:7878', upstream);
    const config = join(folder, 'nginx.conf');
    await writeFile(config, around(adapted, folder, user));
    return {
      program: '/usr/sbin/nginx',
      args: ['-p', folder, '-c', config],
      isUp: /start worker process \d/,
    };
  });
}

/** What stands around the site: as in Debian's, but with all files in that folder. */
function around(site: string, folder: string, user: string | undefined): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return [
    ...(user === undefined ? [] : [`user ${user};`]),
    ...['daemon off;', 'worker_processes 1;', `pid ${join(folder, 'pid')};`, 'error_log stderr notice;'],
    ...['events { worker_connections 512; }', 'http {', 'access_log off;', ...temporary, site, '}', ''],
  ].join('\n');
}
