/**
 * Matches as a worker told them: the result of a file, and a place in it. There may be hundreds of thousands, so what is
 * asked of one is taken from the result when it is asked; only what orders them is at hand.
 */

import { secondText } from '../../model/second-text.js';
import { fieldReader } from '../../query/field-reader.js';
import { parseRecord } from '../../query/record-test.js';
import { uuidText } from './id-numbers.js';
import type { Held } from './match.js';
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
  /** With rules: the combinations that were met, by their places. */
  readonly met: readonly Met[];
  /** With rules: the seconds of `Hits.keys`, each the first of four numbers. */
  readonly seconds: Float64Array;
}

/** The rules that a record satisfies. */
export interface Met {
  /** Of the query's own, which come first. */
  readonly own: readonly number[];
  /** Whether there are others. */
  readonly isAside: boolean;
}

const nothing = new Float64Array();

export function toldFile(file: string, { bytes, ...result }: FileResult, ruleCount = 0): ToldFile {
  const { hits } = result;
  return {
    file,
    result,
    bytes: inMemory(bytes),
    members: result.beside?.members.flatMap((member) => Array<typeof member>(member.matches).fill(member)),
    met: Array.from(hits?.ends ?? [], (end, i): Met => {
      const rules = [...(hits?.rules.subarray(hits.ends[i - 1] ?? 0, end) ?? [])];
      const own = rules.filter((rule) => rule < ruleCount);
      return { own, isAside: own.length < rules.length };
    }),
    seconds: hits ? new Float64Array(hits.keys.buffer) : nothing,
  };
}

/** Whether the record was not wanted: only what tells it is there. */
export function isOutAt({ result: { hits } }: ToldFile, place: number): boolean {
  return hits?.out?.[place] === 1;
}

/** Whether two records are of the same content, as far as numbers tell: they are those of the same bytes. */
export function isSameContent(a: ToldFile, at: number, b: ToldFile, bAt: number): boolean {
  const [ours, theirs] = [a.result.hits?.keys, b.result.hits?.keys];
  if (!ours || !theirs) return false;
  const [low, high] = [ours[8 * at + 6], ours[8 * at + 7]];
  return (low !== 0 || high !== 0) && low === theirs[8 * bAt + 6] && high === theirs[8 * bAt + 7];
}

/** The record's bytes. */
export function recordAt({ bytes, result: { ends } }: ToldFile, place: number): Buffer {
  return bytes.read(ends[place - 1] ?? 0, ends[place] ?? 0);
}

const noRules: Met = { own: [], isAside: false };

/** Which rules it satisfies; none if the query has none. */
export function metAt({ met, result: { hits } }: ToldFile, place: number): Met {
  return met[hits?.met[place] ?? -1] ?? noRules;
}

const keys = fieldReader([['eventTime'], ['eventID']]);

/** The time and the id of a record, empty where it has none: as the worker tells them, if it does. */
export function keysAt(told: ToldFile, place: number): readonly [time: string, id: string] {
  const { spots, hits } = told.result;
  if (hits) {
    const second = told.seconds[4 * place] ?? Number.NaN;
    const id = uuidText(hits.keys, 8 * place + 2);
    if (id !== undefined && !Number.isNaN(second)) return [secondText(1000 * second), id];
  }
  const record = recordAt(told, place);
  const spot = (at: number): number => spots[4 * place + at] ?? 0;
  const time = plainText(record, spot(0), spot(1));
  const id = plainText(record, spot(2), spot(3));
  if (time !== undefined && id !== undefined) return [time, id];
  if (keys.read(record, 0, record.length)) return [readText(0), readText(1)];
  const parsed = parseRecord(record, 0, record.length);
  const own = (name: string): string => (typeof parsed?.[name] === 'string' ? parsed[name] : '');
  return [own('eventTime'), own('eventID')];
}

/** The string that stands in the record at these places; undefined if there is none, or it is not spelled plainly. */
function plainText(record: Buffer, from: number, to: number): string | undefined {
  if (from <= 0 || record[from] !== 0x22) return undefined;
  const text = record.toString('latin1', from + 1, to - 1);
  return /[\\\u0080-\u00ff]/.test(text) ? undefined : text;
}

function readText(slot: number): string {
  const value = keys.count(slot) === 1 ? keys.value(slot, 0) : '';
  return typeof value === 'string' ? value : '';
}

export class ToldMatch implements Held {
  #keys: readonly [time: string, id: string] | undefined;

  /** `keys` are read when they are asked for, if they are not given. */
  constructor(
    private readonly told: ToldFile,
    private readonly place: number,
    keys?: readonly [time: string, id: string],
  ) {
    this.#keys = keys;
  }

  get eventTime(): string {
    this.#keys ??= keysAt(this.told, this.place);
    return this.#keys[0];
  }

  get eventID(): string {
    this.#keys ??= keysAt(this.told, this.place);
    return this.#keys[1];
  }

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
    return this.told.result.hits && metAt(this.told, this.place).own;
  }
}
