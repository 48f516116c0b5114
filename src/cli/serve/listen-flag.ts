import { InvalidArgumentError } from 'commander';

/** Where to listen. */
export interface ListenFlag {
  readonly host: string;
  readonly port: number;
}

/** Throws InvalidArgumentError with what is expected. */
export function parseListen(text: string): ListenFlag {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw new InvalidArgumentError('Give an address and a port, such as 127.0.0.1:7878 or [::1]:7878.');
  return { host: (match[1] ?? match[2])!, port };
}
