import type { Duplex } from 'node:stream';
import { FrameDecoder } from '../../src/bridge/frame-decoder.ts';
import { type ChiefMessage, protocolVersion, type Role } from '../../src/bridge/messages.ts';
import { decodeSizes, encodeSizes } from '../../src/bridge/sizes.ts';

/** Fragments that the splitter sends together. */
const mostTogether = 2048;

/** What the members of a simulated crew do. Results are the fragments themselves. */
export interface CrewPlan {
  readonly fragments: number;
  readonly fragmentBytes: number;
  /** What a fragment is said to have taken. */
  readonly fragmentSeconds: number;
  /** Whether that time passes; else a batch is answered in the next turn of the event loop. */
  readonly takesTime: boolean;
}

/** Counts what workers got. */
export interface CrewTally {
  batches: number;
  /** For how long the last worker was told to gather results, in milliseconds; null: as long as harnesses do. */
  gatherMs?: number | null;
}

/** Speaks a harness's side of the bridge, without Python and without work. */
export function playMember(
  stream: Duplex,
  { role, token }: { readonly role: Role; readonly token: string },
  plan: CrewPlan,
  tally: CrewTally,
): void {
  const say = (message: object, payload?: Buffer) => {
    stream.cork();
    stream.write(`${JSON.stringify(message)}\n`);
    if (payload !== undefined && payload.length > 0) stream.write(payload);
    stream.uncork();
  };
  const play = { splitter: playSplitter, worker: playWorker, merger: playMerger }[role](say, plan, tally);
  const decoder = new FrameDecoder((line) => {
    const message = line as ChiefMessage;
    return { message, bytes: 'bytes' in message ? message.bytes : 0 };
  });
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => {
    for (const { message, payload } of decoder.push(chunk)) {
      if (message.type === 'load') say({ type: 'ready', entry: 'simulated' });
      else if (message.type === 'end') {
        say({ type: 'bye', count: play.count() });
        stream.end();
      } else play.take(message, payload);
    }
  });
  say({ type: 'hello', protocol: protocolVersion, role, token, python: '3.13.0' });
}

type Say = (message: object, payload?: Buffer) => void;

interface Part {
  take(message: ChiefMessage, payload: Buffer): void;
  count(): number;
}

function playSplitter(say: Say, { fragments, fragmentBytes }: CrewPlan): Part {
  let made = 0;
  let credit = 0;
  let creditBytes = 0;
  return {
    take(message) {
      if (message.type !== 'pull') return;
      credit += message.fragments;
      creditBytes += message.fragmentBytes;
      while (credit > 0 && creditBytes > 0 && made < fragments) {
        const affordable = Math.max(1, Math.floor(creditBytes / fragmentBytes));
        const count = Math.min(mostTogether, credit, affordable, fragments - made);
        const bytes = count * fragmentBytes;
        const sizes = `${fragmentBytes}*${count}`;
        say({ type: 'fragments', first: made + 1, sizes, bytes }, Buffer.alloc(bytes));
        made += count;
        credit -= count;
        creditBytes -= bytes;
        if (made === fragments) say({ type: 'exhausted', count: made });
      }
    },
    count: () => made,
  };
}

function playWorker(say: Say, { fragmentSeconds, takesTime }: CrewPlan, tally: CrewTally): Part {
  let answered = 0;
  let before = Promise.resolve();
  return {
    take(message, payload) {
      if (message.type !== 'process') return;
      const { first, sizes: text } = message;
      const sizes = decodeSizes(text)!;
      const seconds = fragmentSeconds * sizes.length;
      const bytes = Buffer.from(payload);
      tally.batches += 1;
      tally.gatherMs = message.gatherMs ?? null;
      const answer = () => {
        answered += sizes.length;
        say({ type: 'results', first, sizes: encodeSizes(sizes), bytes: bytes.length, seconds }, bytes);
      };
      if (takesTime)
        before = before
          .then(() => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000)))
          .then(answer);
      else setImmediate(answer);
    },
    count: () => answered,
  };
}

function playMerger(say: Say): Part {
  let merged = 0;
  return {
    take(message) {
      if (message.type === 'finish') say({ type: 'finished' });
      if (message.type !== 'merge') return;
      const count = decodeSizes(message.sizes)!.length;
      merged += count;
      say({ type: 'merged', first: message.first, count });
    },
    count: () => merged,
  };
}
