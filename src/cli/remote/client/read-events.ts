/** One server-sent event. */
export interface SentEvent {
  /** The last id that was sent up to here; empty where none was. */
  readonly id: string;
  readonly data: string;
}

/** Longer events are none of this API. */
const mostEventCharacters = 1024 * 1024;

/**
 * Reads server-sent events as the HTML standard has them, however their bytes are cut up. What is left unfinished at
 * the end is dropped. Throws where an event does not end.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<SentEvent> {
  const decoder = new TextDecoder();
  let id = '';
  let data: string[] = [];
  let rest = '';
  let characters = 0;
  for await (const chunk of body) {
    const text = rest + decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be the first half of a line's end.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { id, data: data.join('\n') };
        data = [];
        characters = 0;
        continue;
      }
      const [, field = line, value = ''] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
      characters += line.length;
      if (field === 'data') data.push(value);
      else if (field === 'id' && !value.includes('\0')) id = value;
    }
    if (characters + rest.length > mostEventCharacters) throw new Error('an event does not end');
  }
}
