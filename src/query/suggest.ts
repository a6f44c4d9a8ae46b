/**
 * "Did you mean ...?" for a mistyped name: of a field, a command, a format. A wrong guess costs more than none, so
 * only a near miss counts, and part of a name only if it can mean a single one.
 */

/**
 * The known name that was probably meant, or undefined. Ignores case. Near is up to one mistake (a letter added,
 * lost, changed, or two swapped) per three letters typed; of equally near names the first in the list wins. Failing
 * that, four letters or more that occur in just one known name stand for it.
 */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const name = typed.toLowerCase();
  let best: string | undefined;
  let allowed = Math.floor(name.length / 3) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= allowed) continue;
    const distance = editDistance(name, candidate.toLowerCase());
    if (distance < allowed) {
      best = candidate;
      allowed = distance;
    }
  }
  if (best !== undefined || name.length < 4) return best;
  const holders = known.filter((candidate) => candidate.toLowerCase().includes(name));
  return holders.length === 1 ? holders[0] : undefined;
}

/** Letters added, lost, changed, or swapped with their neighbour, to make one text of the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
