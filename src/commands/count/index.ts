/** `trailscan count`: events in groups, by any fields and over time. */
import { bar, sparkline } from '../../format/bars.js';
import { formatTime, isoTime } from '../../format/time.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { Column, Sheet } from '../../model/sheet.js';
import { UsageError } from '../../model/usage-error.js';
import { canonicalText } from '../../query/json-text.js';
import { openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { boundsOf, filterOf } from '../filters.js';
import { type Values, valuesOf } from '../options.js';
import { checkFormat, checkOutput, formatOf, print } from '../output.js';
import type { Run } from '../spec.js';
import { type Buckets, buckets } from './buckets.js';
import { type Dimension, dimensionOf } from './keys.js';
import { ordered, type Sorting, withEmpty } from './order.js';
import { type CountQuestion, type Group, groupingOf, tallyOf } from './tally.js';
import { unknownFields } from './unknown-fields.js';

/** With these, the engine has columns enough whatever the names are: see `createColumns`. */
const mostNames = 12;
const barWidth = 20;
const sparkWidth = 60;

export const run: Run = async ({ paths, raw, context }) => {
  const values = valuesOf(raw, context.now);
  const where = await filterOf(values);
  checkOutput(values);
  checkFormat(formatOf(values), false);
  const question = questionOf(values);
  const sorting = sortingOf(values, question);
  const archive = await openArchive(paths, values, context);
  try {
    const query = {
      where,
      groupings: [groupingOf(question)],
      keepDuplicates: values.keepDuplicates === true,
    };
    const bounds = boundsOf(values);
    const result = await archive.count(query, bounds);
    const all = tallyOf(question, result);
    const { groups, left } = ordered(all, sorting);
    const { rows, tooMany } =
      values.empty === true && question.every
        ? withEmpty(groups, question.every, values)
        : { rows: groups, tooMany: 0 };
    await print(sheetOf(rows, question, values), values, context);
    const notes = [
      ...(await unknownFields(all, question, archive, where, bounds)),
      ...(left > 0 ? [`Not shown: ${plural(left, 'more group')}`] : []),
      ...(tooMany > 0 ? [`Empty buckets are left out: there would be ${plural(tooMany, 'row')}`] : []),
      ...(question.approximate ? ['Distinct values are estimated; the standard error is 1.6 %'] : []),
    ];
    return close(archive.tally(), groups.length, notes, values, context);
  } finally {
    archive.close();
  }
};

/** @throws UsageError for names that are none, or that do not go together. */
function questionOf(values: Values): CountQuestion {
  const zone = values.tz ?? 'UTC';
  const dimension = (flag: string) => (name: string) => {
    try {
      return dimensionOf(name, zone);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${flag}: ${error.message}`, error.at, error.hint);
    }
  };
  const names = (values.by ?? []).flatMap((list) => list.split(',').map((name) => name.trim()));
  if (names.includes('')) throw new UsageError('--by: a name is empty');
  if (names.length > mostNames)
    throw new UsageError(`--by: ${names.length} names are too many; ${mostNames} are the most`);
  const by = names.map(dimension('--by'));
  const twice = by.find(({ name }, i) => by.findIndex((other) => other.name === name) < i);
  if (twice) throw new UsageError(`--by: ${twice.name} is given twice`);
  const distinct = values.distinct === undefined ? null : dimension('--distinct')(values.distinct);
  const approximate = values.approx === true;
  if (approximate && !distinct) throw new UsageError('--approx needs --distinct');
  if (approximate && distinct?.keys.some(({ kind }) => kind !== 'field')) {
    throw new UsageError(
      `--approx: ${distinct.name} is not a field of the record`,
      undefined,
      'Leave --approx out for an exact count.',
    );
  }
  const every = values.every === undefined ? null : buckets(values.every, zone);
  if (values.empty === true && !every) throw new UsageError('--empty needs --every');
  return { by, every, distinct, approximate };
}

function sortingOf(values: Values, { by, every, distinct }: CountQuestion): Sorting {
  const { top, rare, min } = values;
  if (top !== undefined && rare !== undefined) throw new UsageError('--top and --rare exclude each other');
  const isByTime = by[0]?.keys[0]?.kind === 'time';
  const usual = isByTime ? 'key' : distinct ? 'distinct' : 'count';
  const sort = values.sort ?? { by: usual, reverse: false };
  if (sort.by === 'distinct' && !distinct) throw new UsageError('--sort distinct needs --distinct');
  return { sort, top: top ?? null, rare: rare ?? null, min: min ?? 0, series: every !== null };
}

/** The value as it stands in a table: text as it is, objects as JSON. */
function valueText(value: JsonValue): string | null {
  if (value === null || typeof value === 'string') return value;
  return canonicalText(value);
}

function sheetOf(groups: readonly Group[], question: CountQuestion, values: Values): Sheet<Group> {
  const zone = values.tz ?? 'UTC';
  const { by, every, distinct } = question;
  const isTable = formatOf(values) === 'table';
  const isSeries = isTable && every !== null && by.length > 0;
  const columns: Column<Group>[] = [];
  if (every) {
    columns.push({
      name: 'bucket',
      title: 'from',
      cell: ({ bucket }) => (bucket === null ? null : formatTime(bucket, zone)),
      fit: 'keep',
      lead: true,
    });
  }
  if (!isSeries) columns.push(...by.map((dimension, i) => valueColumn(dimension, i)));
  const measure = ({ count, distinct: values }: Group): number => values ?? count;
  const most = groups.reduce((max, group) => Math.max(max, measure(group)), 0);
  if (distinct) {
    columns.push({
      name: 'distinct',
      title: 'distinct',
      cell: (group) => group.distinct,
      align: 'right',
      fit: 'keep',
      lead: true,
    });
  }
  const count: Column<Group> = {
    name: 'count',
    title: 'events',
    cell: (group) => group.count,
    align: 'right',
    fit: 'keep',
    lead: true,
  };
  const bars: Column<Group> = {
    name: 'bar',
    title: '',
    cell: (group) => bar(measure(group) / most, barWidth),
    fit: 'keep',
    lead: true,
  };
  columns.push(...(isTable ? [...(distinct ? [bars, count] : [count, bars])] : [count]));
  columns.push(
    {
      name: 'errors',
      title: 'errors',
      cell: ({ errors, count: all }) => (isTable ? errorsText(errors, all) : errors),
      align: 'right',
      fit: 'keep',
      tone: ({ errors }) => (errors > 0 ? 'warn' : 'muted'),
    },
    ...(isTable
      ? []
      : [{ name: 'errorRate', title: 'error rate', cell: (group: Group) => errorRate(group) }]),
    timeColumn('first', ({ first }) => first, zone, isTable),
    timeColumn('last', ({ last }) => last, zone, isTable),
  );
  const series = isSeries ? seriesOf(groups, every as Buckets) : undefined;
  return {
    columns: isTable && every ? columns.filter(({ name }) => name !== 'first' && name !== 'last') : columns,
    rows: groups,
    json: (group) => groupJson(group, question),
    ...(series ? { group: (row: Group) => headingOf(row, by, series) } : {}),
    empty: 'No event passes the filters.',
  };
}

function valueColumn({ name }: Dimension, i: number): Column<Group> {
  return {
    name,
    title: name,
    cell: ({ by }) => valueText(by[i] ?? null),
    fit: 'middle',
    lead: true,
    minWidth: 12,
  };
}

function timeColumn(
  name: 'first' | 'last',
  time: (group: Group) => number,
  zone: string,
  isTable: boolean,
): Column<Group> {
  return {
    name,
    title: name,
    cell(group) {
      const seconds = time(group);
      if (!Number.isFinite(seconds)) return null;
      return isTable ? formatTime(seconds * 1000, zone) : isoTime(seconds * 1000);
    },
    fit: 'keep',
    tone: () => 'muted',
  };
}

function errorsText(errors: number, count: number): string {
  if (errors === 0) return '0';
  const share = (100 * errors) / count;
  return `${errors} (${share < 1 ? '<1' : Math.round(share)}%)`;
}

function errorRate({ errors, count }: Group): number {
  return count === 0 ? 0 : Math.round((errors / count) * 10_000) / 10_000;
}

function groupJson(group: Group, { by, every, distinct, approximate }: CountQuestion): JsonObject {
  const { count, errors, first, last } = group;
  return {
    by: Object.fromEntries(by.map(({ name }, i) => [name, group.by[i] ?? null])),
    ...(every ? { bucket: group.bucket === null ? null : isoTime(group.bucket) } : {}),
    count,
    ...(distinct ? { distinct: group.distinct, ...(approximate ? { approximate } : {}) } : {}),
    errors,
    errorRate: errorRate(group),
    first: Number.isFinite(first) ? isoTime(first * 1000) : null,
    last: Number.isFinite(last) ? isoTime(last * 1000) : null,
  };
}

/** For each combination of values its series over all steps of time that occur. */
function seriesOf(groups: readonly Group[], every: Buckets): ReadonlyMap<string, readonly number[]> {
  const times = groups.flatMap(({ bucket }) => (bucket === null ? [] : [bucket]));
  const from = times.reduce((min, time) => Math.min(min, time), Number.POSITIVE_INFINITY);
  const to = times.reduce((max, time) => Math.max(max, time), Number.NEGATIVE_INFINITY);
  // One place for each step would be too many for a long span: the places of a line are enough.
  const step = Math.max(1, every.after(from) - from, (to - from) / (sparkWidth - 1));
  const size = groups.length === 0 ? 0 : Math.floor((to - from) / step) + 1;
  const series = new Map<string, number[]>();
  for (const { by, bucket, count } of groups) {
    const key = canonicalText(by);
    const line = series.get(key) ?? new Array<number>(size).fill(0);
    series.set(key, line);
    if (bucket === null) continue;
    const at = Math.floor((bucket - from) / step);
    line[at] = (line[at] ?? 0) + count;
  }
  return series;
}

function headingOf(
  { by }: Group,
  dimensions: readonly Dimension[],
  series: ReadonlyMap<string, readonly number[]>,
): string {
  const name = by.map((value, i) => valueText(value) ?? `no ${dimensions[i]?.name}`).join(', ');
  const line = series.get(canonicalText(by)) ?? [];
  const total = line.reduce((sum, count) => sum + count, 0);
  return `${name} (${plural(total, 'event')}) ${sparkline(line, sparkWidth)}`;
}
