/**
 * The strongly connected components of a graph, each after those it leads to (Tarjan, 1972). Does not recurse, so
 * depth does not matter.
 */
export function components<T>(nodes: readonly T[], successors: (node: T) => readonly T[]): T[][] {
  const order = new Map<T, number>();
  const lowest = new Map<T, number>();
  const onStack = new Set<T>();
  const stack: T[] = [];
  const found: T[][] = [];
  for (const root of nodes) {
    if (order.has(root)) continue;
    const work: { readonly node: T; readonly next: Iterator<T> }[] = [];
    const enter = (node: T) => {
      order.set(node, order.size);
      lowest.set(node, order.get(node)!);
      stack.push(node);
      onStack.add(node);
      work.push({ node, next: successors(node)[Symbol.iterator]() });
    };
    enter(root);
    while (work.length > 0) {
      const { node, next } = work.at(-1)!;
      const step = next.next();
      if (!step.done) {
        if (!order.has(step.value)) enter(step.value);
        else if (onStack.has(step.value)) {
          lowest.set(node, Math.min(lowest.get(node)!, order.get(step.value)!));
        }
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above !== undefined) lowest.set(above.node, Math.min(lowest.get(above.node)!, lowest.get(node)!));
      if (lowest.get(node) !== order.get(node)) continue;
      const component: T[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member);
        component.push(member);
        if (member === node) break;
      }
      found.push(component);
    }
  }
  return found;
}
