// Loaded before the chief, and before each of its threads, this makes the wall clock jump by up to a day, back and
// forth, at every look at it. Threads have no loader yet that reads TypeScript.

const original = Date.now;
let looks = 0;

Date.now = () => {
  looks += 1;
  const days = ((looks * 37) % 100) / 50 - 1;
  return original() + Math.round(days * 86_400_000);
};
