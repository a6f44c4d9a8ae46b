/**
 * Matches as a worker told them: the result of a file, and a place in it. There may be hundreds of thousands, so what is
 * asked of one is taken from the result when it is asked; only what orders them is at hand.
 */
import { fieldReader } from '../../query/field-reader.js';
import { parseRecord } from '../../query/record-test.js';
import type { Held } from './match.js';
import { plainText } from './omissions.js';
import type { Beside, FileResult } from './protocol.js';
import { inMemory, type Stored } from './record-store.js';

/** What the matches of a file share. */
export interface ToldFile {
  readonly file: string;
  readonly result: Omit<FileResult, 'bytes'>;
  /** All of them, one behind the other; elsewhere when the file was taken. */
  bytes: Stored;
  /** What each of them is in, if it is a container. */
  readonly members: readonly Beside['members'][number][] | undefined;
  /** Those of the dictionary of its facts. */
  readonly texts: readonly string[];
  /** The query's own rules come first, and others behind them. */
  readonly ruleCount: number;
}

export function toldFile(
  file: string,
  { bytes, ...result }: FileResult,
  ruleCount = 0,
  texts: readonly string[] = [],
): ToldFile {
  return {
    file,
    result,
    bytes: inMemory(bytes),
    members: result.beside?.members.flatMap((member) => Array<typeof member>(member.matches).fill(member)),
    texts,
    ruleCount,
  };
}

/** Whether the record was not wanted: only what tells it is there. */
export function isOutAt({ result: { hits } }: ToldFile, place: number): boolean {
  return hits?.omissions?.out[place] === 1;
}

/** Whether two records are of the same content, as far as numbers tell: they are those of the same bytes. */
export function isSameContent(a: ToldFile, at: number, b: ToldFile, bAt: number): boolean {
  const [ours, theirs] = [a.result.hits?.omissions?.contents, b.result.hits?.omissions?.contents];
  if (!ours || !theirs) return false;
  const [low, high] = [ours[2 * at], ours[2 * at + 1]];
  return (low !== 0 || high !== 0) && low === theirs[2 * bAt] && high === theirs[2 * bAt + 1];
}

/** The record's bytes. */
export function recordAt({ bytes, result: { ends } }: ToldFile, place: number): Buffer {
  return bytes.read(ends[place - 1] ?? 0, ends[place] ?? 0);
}

/** Which of the query's own rules it satisfies. */
export function rulesAt({ result: { hits }, ruleCount }: ToldFile, place: number): readonly number[] {
  const own: number[] = [];
  if (!hits) return own;
  for (let i = hits.ends[place - 1] ?? 0; i < (hits.ends[place] ?? 0); i++) {
    const rule = hits.rules[i] as number;
    if (rule < ruleCount) own.push(rule);
  }
  return own;
}

/** Whether it satisfies one of the query's own rules, or there are none. */
export function isOwnAt({ result: { hits }, ruleCount }: ToldFile, place: number): boolean {
  return hits === undefined || (hits.rules[hits.ends[place - 1] ?? 0] ?? ruleCount) < ruleCount;
}

/** Whether it satisfies one of the rules that are not the query's own. */
export function isAsideAt({ result: { hits }, ruleCount }: ToldFile, place: number): boolean {
  return hits !== undefined && (hits.rules[(hits.ends[place] ?? 0) - 1] ?? -1) >= ruleCount;
}

const keys = fieldReader([['eventTime'], ['eventID']]);

/** The time and the id of a record, empty where it has none: at the spots that the worker tells, if it does. */
export function keysAt(told: ToldFile, place: number): readonly [time: string, id: string] {
  const record = recordAt(told, place);
  const spots = told.result.hits?.spots;
  const spot = (at: number): number => spots?.[4 * place + at] ?? 0;
  const time = plainText(record, 0, spot(0), spot(1));
  const id = plainText(record, 0, spot(2), spot(3));
  if (time !== undefined && id !== undefined) return [time, id];
  if (keys.read(record, 0, record.length)) return [readText(0), readText(1)];
  const parsed = parseRecord(record, 0, record.length);
  const own = (name: string): string => (typeof parsed?.[name] === 'string' ? parsed[name] : '');
  return [own('eventTime'), own('eventID')];
}

function readText(slot: number): string {
  const value = keys.count(slot) === 1 ? keys.value(slot, 0) : '';
  return typeof value === 'string' ? value : '';
}

export class ToldMatch implements Held {
  constructor(
    private readonly told: ToldFile,
    private readonly place: number,
    readonly eventTime: string,
    readonly eventID: string,
  ) {}

  get bytes(): Buffer {
    return recordAt(this.told, this.place);
  }

  get file(): string {
    return this.told.file;
  }

  get source(): number {
    return this.told.result.source;
  }

  get index(): number {
    return this.told.result.indexes[this.place] ?? 0;
  }

  get member(): string | null {
    return this.told.members?.[this.place]?.name || null;
  }

  get partial(): boolean {
    return this.told.members?.[this.place]?.partial === true;
  }

  get rules(): readonly number[] | undefined {
    return this.told.result.hits && rulesAt(this.told, this.place);
  }
}
