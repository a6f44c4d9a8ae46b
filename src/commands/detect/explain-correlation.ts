/** `detect --explain` of a correlation: what each of its rules found, and how near the groups come. */
import { formatTime } from '../../format/time.js';
import { type TreeNode, tree } from '../../format/tree.js';
import type { Sheet } from '../../model/sheet.js';
import type { Expr } from '../../query/ast.js';
import { correlate, type Finding } from '../../rules/correlate/index.js';
import type { CorrelationRule, SigmaRule } from '../../rules/sigma/index.js';
import type { Archive } from '../archive.js';
import { close, plural } from '../closing.js';
import { boundsOf } from '../filters.js';
import type { Values } from '../options.js';
import { formatOf, print, write } from '../output.js';
import type { Places } from '../places.js';
import type { Context } from '../spec.js';
import { factsAsked, hitsOf, needsPlaces } from './hits.js';
import { select } from './selection.js';

const mostGroups = 5;

export async function explainCorrelation(
  rule: CorrelationRule,
  rules: readonly SigmaRule[],
  filter: Expr,
  archive: Archive,
  values: Values,
  context: Context,
  places: Places,
): Promise<number> {
  const { detections, correlations } = select(rules, { rule: [rule.id ?? rule.name ?? rule.title] });
  const keys = detections.map(({ key }) => [key]);
  const query = {
    where: filter,
    keepDuplicates: false,
    rules: detections.map(({ where }) => where),
    facts: factsAsked(keys, correlations),
  };
  const { matches } = await archive.askRules(query, boundsOf(values));
  const hits = hitsOf(matches, keys, correlations, places);
  const found = correlate(correlations, hits).findings.filter((finding) => finding.rule.key === rule.key);
  // As if the least were enough: how far did each group come?
  const eased = correlations.map((each) =>
    each.key === rule.key ? { ...each, bounds: [{ op: 'gte' as const, value: 1 }], which: null } : each,
  );
  const reached = correlate(eased, hits)
    .findings.filter((finding) => finding.rule.key === rule.key)
    .sort((a, b) => b.value - a.value);
  const shown = (found.length > 0 ? found : reached).slice(0, values.limit ?? mostGroups);
  const zone = values.tz ?? 'UTC';
  const counts = rule.rules.map(({ key }) => ({
    title: rules.find((each) => each.key === key)?.title ?? key,
    count: hits.byRule.get(key)?.length ?? 0,
  }));
  const unit = rule.type === 'travel' ? ' km/h' : '';
  const asks = rule.bounds.map(({ op, value }) => `${op} ${value}${unit}`).join(' and ');
  if (formatOf(values) === 'table') {
    const node: TreeNode = {
      title: `${rule.title} (${rule.level})`,
      lines: [
        { text: `${rule.file}:${rule.line}`, tone: 'muted' },
        {
          text: `${rule.type} ${asks} within ${rule.timespan / 1000} s, by ${rule.groupBy.map(({ name }) => name).join(', ') || 'nothing'}`,
        },
      ],
      children: [
        ...counts.map(
          ({ title, count }): TreeNode => ({
            title: `${title}: ${plural(count, 'event')}`,
            tone: count > 0 ? 'good' : 'warn',
            lines: [],
            children: [],
          }),
        ),
        ...shown.map(
          (finding): TreeNode => ({
            title: `${found.length > 0 ? 'matches' : 'comes to'} ${finding.value}: ${groupOf(finding)}`,
            tone: found.length > 0 ? 'good' : 'warn',
            lines: [
              {
                text: `${formatTime(finding.first, zone)} to ${formatTime(finding.last, zone)}, ${plural(finding.positions.length, 'event')}`,
              },
            ],
            children: [],
          }),
        ),
      ],
    };
    await write((to) => tree([node], to), values, context);
  } else await print(sheetOf(shown, found.length > 0), values, context);
  const isBlind = !places.placeOf && needsPlaces(correlations).some(({ key }) => key === rule.key);
  const notes = [
    ...(isBlind ? ['it asks where addresses are, which --geoip tells'] : []),
    found.length > 0 ? `${plural(found.length, 'finding')}` : 'no group comes to what the condition asks',
  ];
  return close(archive.tally(), shown.length, notes, values, context);
}

function groupOf({ group }: Finding): string {
  return group.map(({ name, value }) => `${name} ${value}`).join(', ') || 'all events';
}

function sheetOf(rows: readonly Finding[], matches: boolean): Sheet<Finding> {
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    columns: [
      { name: 'matches', title: 'matches', cell: () => matches },
      { name: 'value', title: 'value', cell: ({ value }) => value, align: 'right' },
      { name: 'group', title: 'group', cell: groupOf, fit: 'wrap' },
      { name: 'first', title: 'first', cell: ({ first }) => time(first), fit: 'keep' },
      { name: 'last', title: 'last', cell: ({ last }) => time(last), fit: 'keep' },
    ],
    rows,
    json: ({ value, group, first, last, positions }) => ({
      matches,
      value,
      group: Object.fromEntries(group.map((each) => [each.name, each.value])),
      first: time(first),
      last: time(last),
      events: positions.length,
    }),
    empty: 'No event matches any of its rules.',
  };
}
