/** Whether it is an address of http or https. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Whether it is a host by name or IPv4 address, maybe with a port. */
export function isHostAndPort(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,253}(?::\d{1,5})?$/.test(text);
}
