/** What a history says beside its rows: who only read the resource, what was left out, what the events leave open. */
import { isUnrecorded } from '../../analysis/change/index.js';
import { principalOf } from '../../analysis/identity/index.js';
import { formatTime } from '../../format/time.js';
import { plural } from '../closing.js';
import type { Access, Deed } from './phase-of.js';

/** `accessed 12 times by 3 principals between … and … (2 denied); who-accessed shows them`. */
export function accessNote(accesses: readonly Access[], zone: string): string | undefined {
  const [first] = accesses;
  const last = accesses.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const principals = accesses.map(({ found }) => principalOf(found.record));
  const count = new Set(principals.map(({ id, name }) => id ?? name)).size;
  const who = count === 1 ? `by ${principals[0]?.name}` : `by ${plural(count, 'principal')}`;
  const times = accesses.length === 1 ? 'once' : `${plural(accesses.length, 'time')}`;
  const [from, to] = [
    formatTime(first.found.match.eventTime, zone),
    formatTime(last.found.match.eventTime, zone),
  ];
  const when = from === to ? `at ${from}` : `between ${from} and ${to}`;
  const failed = accesses.filter(({ concluded }) => concluded.outcome !== 'success').length;
  const ended =
    failed === 0
      ? ''
      : failed === accesses.length
        ? ', never with success'
        : `, ${failed} of them without success`;
  return `accessed ${times} ${who} ${when}${ended}; who-accessed shows ${accesses.length === 1 ? 'it' : 'them'}`;
}

/** `3 related events not shown, 1 of which lets others in; --related shows them`. */
export function relatedNote(related: readonly Deed[]): string | undefined {
  if (related.length === 0) return undefined;
  const sharing = related.filter(
    ({ sharing: shares, concluded }) => shares && concluded.outcome === 'success',
  );
  const opening =
    sharing.length === 0
      ? ''
      : `, ${sharing.length} of which ${sharing.length === 1 ? 'lets' : 'let'} others in`;
  return `${plural(related.length, 'related event')} not shown${opening}; --related shows them`;
}

/** CloudTrail leaves out what is too large, which whoever makes the call can bring about. */
export function unrecordedNote(deeds: readonly Deed[]): string | undefined {
  const count = deeds.filter(({ changes }) => isUnrecorded(changes)).length;
  if (count === 0) return undefined;
  return `${plural(count, 'call')} asked for more than CloudTrail records: what ${count === 1 ? 'it' : 'they'} changed is not known`;
}
