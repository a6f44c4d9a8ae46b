/** Matches: what they are, how they are ordered, and when two of them are the same event. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../model/json.js';
import { parseRecord } from '../../query/record-test.js';

/** A record that matches, as its bytes. */
export interface Match {
  readonly bytes: Buffer;
  readonly file: string;
  /** The member of the file, if that is a container; null if it is none. */
  readonly member: string | null;
  /** Position among the records of the file, or of the member. */
  readonly index: number;
  /** Empty if the record has none. */
  readonly eventTime: string;
  readonly eventID: string;
  /** Which of the query's rules it satisfies, ascending; only if the query has rules. Not kept in temporary files. */
  readonly rules?: readonly number[] | undefined;
}

/** A match with what tells which of several copies is kept. */
export interface Held extends Match {
  /** The place of its file in the list of sources. */
  readonly source: number;
  /** It comes from where records hold less than CloudTrail's. */
  readonly partial: boolean;
}

/** The order of answers: time, then id, then place. */
export function inOrder(a: Match, b: Match): number {
  if (a.eventTime !== b.eventTime) return a.eventTime < b.eventTime ? -1 : 1;
  if (a.eventID !== b.eventID) return a.eventID < b.eventID ? -1 : 1;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.member !== b.member) return (a.member ?? '') < (b.member ?? '') ? -1 : 1;
  return a.index - b.index;
}

/** The order in which matches are met. */
export function asMet(a: Held, b: Held): number {
  return a.source - b.source || a.index - b.index;
}

/** Of copies the whole ones come before those that hold less, and of these the first. */
export function asKept(a: Held, b: Held): number {
  return Number(a.partial) - Number(b.partial) || asMet(a, b);
}

/**
 * Of two matches with one id. Copies of one event are equal in content; spelling and the order of keys may differ from
 * one carrier to another, and some carriers leave part of it out. One is compared with many: it is parsed once.
 */
export function sameEventAs(b: Held): (a: Held) => boolean {
  let parsed: { readonly record: JsonObject | undefined } | undefined;
  return (a) => {
    if (a.bytes.equals(b.bytes)) return true;
    if ((a.partial || b.partial) && a.eventTime === b.eventTime) return true;
    parsed ??= { record: parseRecord(b.bytes, 0, b.bytes.length) };
    return isDeepStrictEqual(parseRecord(a.bytes, 0, a.bytes.length), parsed.record);
  };
}
