/** One event of a stream of server-sent events. */
export interface ServerEvent {
  /** The id of this event or of the last one before it that had one; null before the first. */
  readonly id: string | null;
  readonly type: string;
  readonly data: string;
}

/** Reads a body of `text/event-stream` (WHATWG HTML, section 9.2.6), however it is cut into pieces. */
export async function* readServerEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | null = null;
  let type = '';
  let data: string[] = [];
  for await (const piece of body) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text === '') {
        if (data.length > 0) yield { id, type: type === '' ? 'message' : type, data: data.join('\n') };
        type = '';
        data = [];
        continue;
      }
      const colon = text.indexOf(':');
      const field = colon === -1 ? text : text.slice(0, colon);
      const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
    }
  }
}
