/** What a limit left out of an answer, so that nobody takes the rows that are there for all of it. */
import { plural } from './closing.js';

/** `3 further events not shown: --limit (deleted 1×, without success 2×)`; null if none are. `kinds`: of each, what it is. */
export function cutNote(kinds: readonly string[]): string | null {
  if (kinds.length === 0) return null;
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${kind} ${count}×`);
  return `${plural(kinds.length, 'further event')} not shown: --limit (${parts.join(', ')})`;
}
