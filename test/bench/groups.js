/** Groups of events as text, from the answers of trailscan (`--json`) and of the peers (`peers/groups.js`) alike. */

import { rowsOf } from './contestants.js';

/** Of a row its keys as JSON, then its numbers. */
function groupOf(row) {
  const keys = row.keys ?? [...Object.values(row.by), ...('bucket' in row ? [row.bucket] : [])];
  const numbers = [row.count, ...('distinct' in row ? [row.distinct] : [])].map(Number);
  return { keys: JSON.stringify(keys), numbers };
}

/** One line a group, in the order of the keys. */
export function groupLines(stdout) {
  return rowsOf(stdout)
    .map(groupOf)
    .map(({ keys, numbers }) => `${keys} ${numbers.join(' ')}`)
    .sort();
}

/** Whether an answer that counts every copy has the same groups as one that folds them, and as many events as there are. */
export function countsCopies(stdout, rows, records) {
  const folded = new Map(rows.map(groupOf).map(({ keys, numbers }) => [keys, numbers[0]]));
  const groups = rowsOf(stdout).map(groupOf);
  const total = groups.reduce((sum, { numbers }) => sum + numbers[0], 0);
  return (
    total === records &&
    groups.length === folded.size &&
    groups.every(({ keys, numbers }) => numbers[0] >= (folded.get(keys) ?? Number.POSITIVE_INFINITY))
  );
}

/** What trailscan is asked: `hour` among the keys, which must be the last, is a step of time. */
export function countParameters({ by, distinct }, ...folders) {
  const names = by.filter((key) => key !== 'hour');
  return [
    'count',
    ...(names.length > 0 ? ['--by', names.join(',')] : []),
    ...(by.includes('hour') ? ['--every', '1h'] : []),
    ...(distinct ? ['--distinct', distinct] : []),
    '--json',
    ...folders,
  ];
}
