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
];
/** Fine enough for the chart of a short span. */
export const timeStep = 300;

export const groupings: GroupQuery['groupings'] = [
  { keys: [who, call] },
  ...circumstances.map((path) => ({ keys: [who, ...whole(path)] })),
  { keys: [{ kind: 'time', seconds: timeStep }] },
];

/** Events that are alike in what was asked. Equal parts of their records are one object each. */
export interface Alike {
  /** Of the record: who. */
  readonly who: JsonObject;
  /** Of the record: the call and its outcome, or one circumstance. */
  readonly what: JsonObject;
  readonly count: number;
  readonly errors: number;
  /** In seconds since 1970; not finite if no event tells a time. */
  readonly first: number;
  readonly last: number;
}

export interface Alikes {
  readonly calls: readonly Alike[];
  /** Each with one of: account, region, address, user agent, access key. */
  readonly circumstances: readonly (readonly Alike[])[];
  /** Steps of `timeStep` seconds that have events, by their beginning in seconds since 1970; null: without a time. */
  readonly steps: readonly {
    readonly from: number | null;
    readonly count: number;
    readonly errors: number;
  }[];
}

export function alikesOf({ tables, text }: GroupResult): Alikes {
  const part = (key: Key) => {
    const known = new Map<number, JsonObject>();
    return (number: number): JsonObject => {
      const record = known.get(number) ?? recordOf([key], [text(number)]);
      known.set(number, record);
      return record;
    };
  };
  const whoOf = part(who);
  const read = (grouping: number): Alike[] => {
    const table = tables[grouping];
    const key = groupings[grouping]?.keys[1];
    if (!table || !key) throw new Error('a grouping has no answer');
    const whatOf = part(key);
    return groupsOf(table).map((i) => ({
      who: whoOf(table.member(i, 0)),
      what: whatOf(table.member(i, 1)),
      count: table.count(i),
      errors: table.errors(i),
      first: table.first(i),
      last: table.last(i),
    }));
  };
  const times = tables.at(-1);
  return {
    calls: read(0),
    circumstances: circumstances.map((_, i) => read(1 + i)),
    steps: (times
      ? groupsOf(times).map((i) => ({
          step: times.member(i, 0),
          count: times.count(i),
          errors: times.errors(i),
        }))
      : []
    ).map(({ step, count, errors }) => ({ from: step === noTime ? null : step * timeStep, count, errors })),
  };
}

/** Those that have events: of some only copies were met. */
function groupsOf(table: GroupTable): number[] {
  return Array.from({ length: table.size }, (_, i) => i).filter((i) => table.count(i) > 0);
}
