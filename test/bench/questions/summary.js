/**
 * The archive at a glance. No peer gives it; what it may cost is measured against the count of events by service and name,
 * which reads the same files once.
 */

import { bareInflate, PRODUCT, rowsOf, trailscan } from '../contestants.js';
import { countParameters } from '../groups.js';

const count = 'trailscan count';

export const summary = {
  name: 'summary',
  title: 'Everything at a glance, 1 GB in 150 files',
  archive: 'big',
  contestants: [
    { ...trailscan(({ folder }) => ['summary', '--json', folder]), answer: actions },
    {
      ...trailscan(({ folder }) => countParameters({ by: ['eventSource', 'eventName'] }, folder), count),
      answer: groups,
    },
    bareInflate,
  ],
  targets: [
    { of: PRODUCT, times: 1.3, than: count },
    { of: PRODUCT, peakMb: 300 },
  ],
};

/** What both tell: each action with its count. */
function actions(stdout) {
  return rowsOf(stdout)
    .filter(({ section }) => section === 'actions')
    .map(({ name, count }) => `${name} ${count}`)
    .sort();
}

function groups(stdout) {
  return rowsOf(stdout)
    .map(({ by, count }) => `${by.eventSource.replace('.amazonaws.com', '')}:${by.eventName} ${count}`)
    .sort();
}
