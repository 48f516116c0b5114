import type { JobEvent } from './job-event.ts';

/** Told of one job in one turn of the event loop: some milliseconds' work for those who listen. */
const mostPerTurn = 128;

/**
 * Tells events in the order in which they came: at once, unless they come faster than may be told in one turn of the
 * event loop, so that what user code prints holds nothing else up. What waits is bounded by what a log may have.
 */
export class PacedEvents {
  private readonly waiting: JobEvent[] = [];
  /** How many of those were told. */
  private passed = 0;
  private left = mostPerTurn;
  private turn: NodeJS.Immediate | null = null;
  private readonly onTold: (() => void)[] = [];

  constructor(private readonly tell: (event: JobEvent) => void) {}

  emit(event: JobEvent): void {
    this.turn ??= setImmediate(() => this.nextTurn());
    if (this.left === 0 || this.waiting.length > 0) this.waiting.push(event);
    else {
      this.left -= 1;
      this.tell(event);
    }
  }

  /** Resolves when nothing waits. */
  async told(): Promise<void> {
    if (this.waiting.length > 0) await new Promise<void>((resolve) => this.onTold.push(resolve));
  }

  private nextTurn(): void {
    this.turn = null;
    const now = this.waiting.slice(this.passed, this.passed + mostPerTurn);
    this.passed += now.length;
    this.left = mostPerTurn - now.length;
    if (this.passed < this.waiting.length || now.length > 0) this.turn = setImmediate(() => this.nextTurn());
    for (const event of now) this.tell(event);
    if (this.passed < this.waiting.length) return;
    this.waiting.length = 0;
    this.passed = 0;
    for (const resolve of this.onTold.splice(0)) resolve();
  }
}
