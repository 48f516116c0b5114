/** Rounds of a piece of work, one after the other: a round that is asked for during another follows it. */
export class Rounds {
  #underway = false;
  #again = false;
  readonly #round: () => void;

  constructor(round: () => void) {
    this.#round = round;
  }

  /** Has the work done; where that is under way, it is done once more, and this call returns at once. */
  run(): void {
    this.#again = true;
    if (this.#underway) return;
    this.#underway = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#round();
      }
    } finally {
      this.#underway = false;
    }
  }
}
