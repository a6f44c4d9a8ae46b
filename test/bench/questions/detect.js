/**
 * Sigma rules over everything. The yardstick is a question that any program has to read every record for: how many events
 * there are of each name. With ten times the rules the first thousand findings are compared with those of the rules
 * themselves.
 */

import { PRODUCT, rowsOf, trailscan } from '../contestants.js';
import { COPIES, copiedRuleOptions, ruleOptions } from '../rules.js';

const COUNT = 'count --by eventName';
const MANY = `${COPIES} times the rules`;
const SHOWN = 1000;

const detect = (rules, folder) => [
  'detect',
  ...rules,
  '--skip-broken',
  '--format',
  'ndjson',
  '--limit',
  String(SHOWN),
  '--quiet',
  folder,
];
const finding = ({ eventID, rule }) => `${eventID} ${rule.title.replace(/ \(\d+\)$/, '')}`;

export const detections = {
  name: 'detect',
  title: 'All rules, 1 GB in 150 files; the first thousand findings shown',
  archive: 'big',
  contestants: [
    {
      ...trailscan(({ folder }) => detect(ruleOptions(), folder)),
      answer: (stdout) => rowsOf(stdout).map(finding),
    },
    {
      ...trailscan(({ folder }) => detect(copiedRuleOptions(), folder), MANY),
      answer: undefined,
      weaker(stdout, rows) {
        const known = new Set(rows.map(finding));
        const found = rowsOf(stdout).map(finding);
        return (
          found.every((one) => known.has(one)) && new Set(found).size >= Math.floor(found.length / COPIES)
        );
      },
    },
    {
      ...trailscan(
        ({ folder }) => ['count', '--by', 'eventName', '--format', 'json', '--quiet', folder],
        COUNT,
      ),
      answer: undefined,
      weaker: (stdout, _rows, { records }) =>
        rowsOf(stdout).reduce((sum, { count }) => sum + count, 0) <= records,
    },
  ],
  targets: [
    { of: PRODUCT, times: 1.5, than: COUNT },
    { of: MANY, times: 1.3, than: PRODUCT },
    { of: PRODUCT, peakMb: 600 },
  ],
};
