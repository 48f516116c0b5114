const tries = 8;

/**
 * Reads something of a Swarm and writes it changed, anew where somebody else wrote to it in between: managers do so
 * themselves, and refuse what was read before.
 */
export async function inSequence(readAndWrite: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await readAndWrite();
      return;
    } catch (error) {
      if (!/out of sequence/.test(String(error)) || attempt === tries) throw error;
    }
  }
}
