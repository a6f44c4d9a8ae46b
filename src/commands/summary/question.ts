/**
 * What a summary asks of the archive, all in one pass: who did what and how it ended; from where, with what; and when.
 */
import { type GroupResult, type GroupTable, noTime } from '../../engines/scan/index.js';
import type { JsonObject } from '../../model/json.js';
import type { GroupQuery, Key } from '../../query/groups.js';
import { principalFields, recordOf, together, whole } from '../record-keys.js';

const who = together(...principalFields);
const call = together(
  ...['eventSource', 'eventName', 'errorCode', 'readOnly'],
  // Of console sign-ins.
  ...['additionalEventData.MFAUsed', 'responseElements.ConsoleLogin'],
);
/** What is told of the places and means of each principal. */
const circumstances = [
  'recipientAccountId',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'userIdentity.accessKeyId',
] as const;
/** Fine enough for the chart of a short span. */
export const timeStep = 300;

export const groupings: GroupQuery['groupings'] = [
  { keys: [who, call] },
  ...circumstances.map((path) => ({ keys: [who, ...whole(path)] })),
  { keys: [{ kind: 'time', seconds: timeStep }] },
];

/** Groups of events that are alike in who made them and in one thing more: the call and its outcome, or a circumstance. */
export interface Alikes<Who, What> {
  readonly table: GroupTable;
  /** Those of the table's groups that have events: of some only copies were met. */
  readonly groups: readonly number[];
  who(group: number): Who;
  what(group: number): What;
}

/** What is concluded from parts of records is concluded once for each part that was met. */
export interface Answer<Who> {
  calls<What>(read: (call: JsonObject) => What): Alikes<Who, What>;
  circumstance<What>(
    path: (typeof circumstances)[number],
    read: (circumstance: JsonObject) => What,
  ): Alikes<Who, What>;
  /** Steps of `timeStep` seconds that have events, by their beginning in seconds since 1970; null: without a time. */
  readonly steps: readonly {
    readonly from: number | null;
    readonly count: number;
    readonly errors: number;
  }[];
}

export function answerOf<Who>({ tables, text }: GroupResult, readWho: (who: JsonObject) => Who): Answer<Who> {
  const part = <Part>(key: Key, read: (record: JsonObject) => Part): ((member: number) => Part) => {
    // By the number of the text, of which there are few: a map would take longer than all else.
    const known: (Part | undefined)[] = [];
    return (member) => {
      const before = known[member];
      if (before !== undefined) return before;
      const fresh = read(recordOf([key], [text(member)]));
      known[member] = fresh;
      return fresh;
    };
  };
  const whoOf = part(who, readWho);
  const alikes = <What>(grouping: number, read: (record: JsonObject) => What): Alikes<Who, What> => {
    const table = tables[grouping];
    const key = groupings[grouping]?.keys[1];
    if (!table || !key) throw new Error('a grouping has no answer');
    const whatOf = part(key, read);
    return {
      table,
      groups: groupsOf(table),
      who: (group) => whoOf(table.member(group, 0)),
      what: (group) => whatOf(table.member(group, 1)),
    };
  };
  const times = tables.at(-1);
  return {
    calls: (read) => alikes(0, read),
    circumstance: (path, read) => alikes(1 + circumstances.indexOf(path), read),
    steps: (times ? groupsOf(times) : []).map((i) => {
      const step = times?.member(i, 0) ?? noTime;
      return {
        from: step === noTime ? null : step * timeStep,
        count: times?.count(i) ?? 0,
        errors: times?.errors(i) ?? 0,
      };
    }),
  };
}

function groupsOf(table: GroupTable): number[] {
  const groups: number[] = [];
  for (let i = 0; i < table.size; i++) if (table.count(i) > 0) groups.push(i);
  return groups;
}
