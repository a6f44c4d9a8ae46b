/** What an auditor has to know before the rows: what was asked, what was found, and on what evidence that rests. */

import { outcomeOf } from '../../../analysis/target/index.js';
import { forMarkdown } from '../../../format/escape.js';
import { formatTime } from '../../../format/time.js';
import type { JsonObject } from '../../../model/json.js';
import { grouped } from '../../../model/number-text.js';
import type { Tally } from '../../archive.js';
import { plural } from '../../closing.js';
import { filterOptions, longFlag, type Values } from '../../options.js';
import { type ApprovalOf, isApproved, type Unmet } from './approval.js';

/** Sums over the changes. */
export interface Sums {
  readonly count: number;
  readonly failed: number;
  /** As recorded; empty if there are none. */
  readonly first: string;
  readonly last: string;
  /** Changes that are not approved, and for what; null if the configuration does not tell what would approve one. */
  readonly unapproved: { readonly count: number; readonly by: ReadonlyMap<Unmet, number> } | null;
}

export function summing(approval: ApprovalOf | null): { add(record: JsonObject): void; sums(): Sums } {
  let [count, failed, unapproved, first, last] = [0, 0, 0, '', ''];
  const by = new Map<Unmet, number>();
  return {
    add(record) {
      const time = typeof record.eventTime === 'string' ? record.eventTime : '';
      count++;
      if (outcomeOf(record) !== 'success') failed++;
      const told = approval?.(record);
      if (told && !isApproved(told)) unapproved++;
      for (const each of told?.unmet ?? []) by.set(each, (by.get(each) ?? 0) + 1);
      if (time !== '' && (first === '' || time < first)) first = time;
      if (time > last) last = time;
    },
    sums: () => ({ count, failed, first, last, unapproved: approval ? { count: unapproved, by } : null }),
  };
}

/** Markdown, up to the first heading of a day. */
export function preamble(
  { count, failed, first, last, unapproved }: Sums,
  { files, records, problems, partial }: Tally,
  config: string | null,
  values: Values,
): string {
  const zone = values.tz ?? 'UTC';
  const time = (at: number | string): string => formatTime(at, zone);
  const asked = values.resource ?? [];
  const span = [
    ...(values.since === undefined ? [] : [`from ${time(values.since)}`]),
    ...(values.until === undefined ? [] : [`before ${time(values.until)}`]),
  ];
  const only = filterOptions
    .filter((name) => name !== 'since' && name !== 'until' && name !== 'writes')
    .flatMap((name) => [values[name] ?? []].flat().map((value) => `${longFlag(name)} ${String(value)}`));
  const lines = [
    asked.length > 0
      ? `Write actions on ${asked.map(forMarkdown).join(', ')}${values.related ? ' and what belongs to it' : ''}`
      : 'Write actions on all resources',
    `Asked for: ${span.length > 0 ? span.join(' and ') : 'all that is in the archive'}; times in ${forMarkdown(zone)}`,
    ...(only.length > 0 ? [`Restricted by ${only.map(forMarkdown).join(', ')}`] : []),
    count === 0
      ? 'Found: none'
      : `Found: ${plural(count, 'action')} between ${time(first)} and ${time(last)}, ${grouped(failed)} of them without success`,
    unapproved === null
      ? 'Approval: no configuration names allowed principals or windows'
      : `Approval: ${grouped(count - unapproved.count)} approved, ${grouped(unapproved.count)} not${reasons(unapproved.by)}, by ${forMarkdown(config ?? '')}: all that it names of allowed principals and windows has to hold`,
    `Evidence: ${plural(files, 'file')} with ${plural(records, 'event')} read; what a trail does not record is not in it`,
    ...(partial > 0 ? [`${plural(partial, 'event')} of files that hold less than CloudTrail's records`] : []),
    ...problems.map(({ file, message }) => `Not read: ${forMarkdown(`${file}: ${message}`)}`),
  ];
  return `# Changes\n\n${lines.map((line) => `- ${line}\n`).join('')}\n`;
}

/** ` (66 by a principal that is not allowed, 572 outside of the windows)`; one change may be both. */
function reasons(by: ReadonlyMap<Unmet, number>): string {
  const parts = [...by].map(([reason, count]) => `${grouped(count)} ${reason}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
