/** What an event did to the resource: the strongest of what it answers, and whether it succeeded. */
import {
  type Change,
  changeOf,
  type LifeStep,
  type Phase,
  type Sharing,
  sharingOf,
} from '../../analysis/change/index.js';
import { type Answer, answer, extract } from '../../analysis/target/index.js';
import type { Found } from '../aliases.js';
import { textField } from '../event-row.js';

/** An event of the life, before it is known what came before it. */
export interface Deed extends LifeStep {
  readonly found: Found;
  readonly concluded: Answer;
  readonly changes: readonly Change[];
  /** Whom it lets in, or would have. */
  readonly sharing: Sharing | null;
}

/** An event that only read or used the resource. */
export interface Access {
  readonly phase: 'accessed';
  readonly found: Found;
  readonly concluded: Answer;
}

type Intent = Exclude<Phase, 'attempt'>;

/** What the event did to the resource; undefined if it is not about it. */
export function deedOf(found: Found): Deed | Access | undefined {
  const { subject, record } = found;
  const concluded = answer(subject, 'accessed', record);
  if (concluded === undefined) return undefined;
  const { effect } = extract(record);
  if (effect === 'read' || effect === 'use') {
    return concluded.relation === 'direct' ? { phase: 'accessed', found, concluded } : undefined;
  }
  return judge(found);
}

function judge(found: Found): Deed | undefined {
  const { subject, record } = found;
  const { event } = extract(record);
  const deleted = answer(subject, 'deleted', record);
  const created = answer(subject, 'created', record);
  const changed = answer(subject, 'changed', record);
  const self = [changed, created, deleted].find((each) => each?.role === 'self');
  if (event.undo && self) return deed(found, 'restored', self);
  if (deleted?.relation === 'direct') return deed(found, 'deleted', deleted);
  if (created?.relation === 'direct') return deed(found, 'created', created, changed?.relation === 'direct');
  if (changed?.relation === 'direct') return deed(found, 'changed', changed);
  const related = deleted ?? created ?? changed;
  return related && deed(found, 'related', related);
}

function deed(found: Found, meant: Intent, concluded: Answer, upsert = false): Deed {
  const { match, record } = found;
  const changes = changeOf(record, concluded.resource);
  const sharing = sharingOf(record) ?? null;
  const intent = meant === 'changed' && sharing !== null ? 'shared' : meant;
  const isDone = concluded.outcome === 'success';
  const isAttempt = !isDone && intent !== 'related';
  const isDated = intent === 'deleted' && isDone && concluded.note?.startsWith(dated) === true;
  const scheduled = isDated && isLater(concluded.note, match.eventTime);
  return {
    found,
    concluded: isDated && !scheduled ? { ...concluded, note: null } : concluded,
    time: match.eventTime,
    phase: isAttempt ? 'attempt' : intent,
    attempted: isAttempt ? intent : null,
    upsert: upsert && !changes.some(isNoReplacing),
    scheduled,
    missing: !isDone && /NotFound|NoSuch|NotExist|Nonexistent/i.test(textField(record, 'errorCode') ?? ''),
    changes,
    sharing,
  };
}

/** AWS Systems Manager API Reference, PutParameter: without overwriting, the call fails if there is one already. */
function isNoReplacing({ key, value }: Change): boolean {
  return key === 'overwrite' && value === 'false';
}

const dated = 'scheduled for ';
const minute = 60_000;

/** A forced deletion has its date, too: now. */
function isLater(note: string | null, eventTime: string): boolean {
  const date = note?.slice(dated.length) ?? '';
  // Services write `Jul 10, 2023, 12:08:09 PM`, in UTC.
  const due = Date.parse(/[AP]M$/.test(date) ? `${date} UTC` : date);
  const now = Date.parse(eventTime);
  return Number.isNaN(due) || Number.isNaN(now) || due > now + minute;
}
