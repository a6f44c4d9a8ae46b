/** What an event did to the resource: the strongest of what it answers, and whether it succeeded. */
import {
  type Change,
  changeOf,
  type LifeStep,
  type Phase,
  type Sharing,
  sharingOf,
} from '../../analysis/change/index.js';
import { type Answer, extract } from '../../analysis/target/index.js';
import { answerOf, type Found } from '../aliases.js';
import { textField } from '../event-row.js';

/** An event of the life, before it is known which came before it. */
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

/** What the event did to the resource; undefined if it is not about it. */
export function deedOf(found: Found): Deed | Access | undefined {
  const { record } = found;
  const [deleted, created, changed] = [
    answerOf(found, 'deleted'),
    answerOf(found, 'created'),
    answerOf(found, 'changed'),
  ];
  const { source, event, effect } = extract(record);
  const sharing = sharingOf(record) ?? null;
  const make = (intended: Exclude<Phase, 'attempt'>, concluded: Answer, upsert = false): Deed => {
    const changes = changeOf(record, concluded.resource);
    const isDone = concluded.outcome === 'success';
    const scheduled = intended === 'deleted' && isDueLater(concluded.note, textField(record, 'eventTime'));
    const isMoot =
      intended === 'deleted' && !scheduled && concluded.note?.startsWith('scheduled for') === true;
    return {
      found,
      concluded: isMoot ? { ...concluded, note: null } : concluded,
      time: found.match.eventTime,
      phase: isDone || intended === 'related' ? intended : 'attempt',
      attempted: isDone || intended === 'related' ? null : intended,
      upsert: upsert && !changes.some(isNoReplacing),
      scheduled,
      missing: !isDone && isMissing(textField(record, 'errorCode') ?? ''),
      changes,
      sharing,
    };
  };

  const self = event.undo ? [changed, created, deleted].find((each) => each?.role === 'self') : undefined;
  if (self) return make('restored', self);
  if (deleted?.relation === 'direct') return make('deleted', deleted);
  if (created?.relation === 'direct') return make('created', created, changed?.relation === 'direct');
  if (changed?.relation === 'direct') {
    const isReport = reports.has(`${source}:${event.name}`);
    return make(isReport ? 'related' : sharing === null ? 'changed' : 'shared', changed);
  }
  const related = deleted ?? created ?? changed;
  if (related) return make('related', related);
  const accessed = effect === 'read' || effect === 'use' ? answerOf(found, 'accessed') : undefined;
  return accessed?.relation === 'direct' ? { phase: 'accessed', found, concluded: accessed } : undefined;
}

/** Calls by which the agent on a server tells its state, every few minutes: they change nothing of the server. */
const reports: ReadonlySet<string> = new Set([
  'ssm:UpdateInstanceInformation',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:PutInventory',
  'ssm:PutComplianceItems',
]);

/** Systems Manager, PutParameter: the call fails where there is a parameter already. */
function isNoReplacing({ key, value }: Change): boolean {
  return key === 'overwrite' && value === 'false';
}

/** The words of errors that say that there is no such thing. */
function isMissing(errorCode: string): boolean {
  return /NotFound|NoSuch|NotExist|DoesNotExist|Nonexistent/i.test(errorCode);
}

const minute = 60_000;

/** A forced deletion has its date, too: now. */
function isDueLater(note: string | null, eventTime: string | null): boolean {
  const [, date] = /^scheduled for ([^;]+)/.exec(note ?? '') ?? [];
  if (date === undefined) return false;
  const due = Date.parse(/[AP]M$/.test(date) ? `${date} UTC` : date);
  const now = Date.parse(eventTime ?? '');
  return Number.isNaN(due) || Number.isNaN(now) || due > now + minute;
}
