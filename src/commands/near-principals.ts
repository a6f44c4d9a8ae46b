/**
 * What is said when nothing was done by a principal of the name that was asked for: names spelled nearly so, or that contain
 * it. An answer of "nothing" to a mistyped name would be a false one. It reads the archive once more.
 */
import type { PruneBounds } from '../load/prune.js';
import { everything } from '../query/ast.js';
import { nearest } from '../query/suggest.js';
import type { Archive } from './archive.js';
import { dimensionOf } from './count/keys.js';
import { groupingOf, tallyOf } from './count/tally.js';

const mostNames = 5;

/** `user/alice`, `role/Deploy`, ARNs of users, roles and sessions. */
const beforeName = /^(?:arn:[^/]*:)?(?:user|role|assumed-role)\/(?=.)/i;

/** No notes if there is a principal of that name, and other filters left nothing of him. */
export async function nearPrincipals(
  text: string,
  archive: Pick<Archive, 'count'>,
  bounds: PruneBounds,
): Promise<readonly string[]> {
  const question = { by: [dimensionOf('principal', 'UTC')], every: null, distinct: null, approximate: false };
  const query = { where: everything, groupings: [groupingOf(question)], keepDuplicates: false };
  const groups = tallyOf(question, await archive.count(query, bounds));
  const names = groups
    .toSorted((a, b) => b.count - a.count)
    .flatMap(({ by: [name] }) => (typeof name === 'string' ? [name] : []));
  const own = text.replace(beforeName, '');
  const asked = own.toLowerCase();
  // A session is found by its role and by its own name, too.
  const isMeant = (name: string): boolean => name === asked || name.split('/').includes(asked);
  if (names.some((name) => isMeant(name.toLowerCase()))) return [];
  const longer = names.filter((name) => name.toLowerCase().includes(asked)).slice(0, mostNames);
  if (longer.length > 0) return [`Principals that contain it: ${longer.join(', ')}`];
  const near = nearest(own, [...new Set(names.flatMap((name) => [name, ...name.split('/')]))]);
  return near === undefined ? [] : [`Did you mean ${near}?`];
}
