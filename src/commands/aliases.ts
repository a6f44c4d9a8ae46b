/**
 * Other names of what was asked for. The deletion of a security group may record only its id, and its creation ties
 * that to the name; so the archive is asked once more, for the names that the first answer teaches. One step only:
 * names found so teach nothing further.
 */
import {
  type Alias,
  type Answer,
  aliasesOf,
  answer,
  type Question,
  type Subject,
  subjectLiterals,
} from '../analysis/target/index.js';
import type { Match } from '../engines/scan/index.js';
import type { JsonObject } from '../model/json.js';
import type { Expr } from '../query/ast.js';
import { parseRecord } from '../query/record-test.js';
import { mentionsOf } from './mentions.js';

/** An event, and the name by which it speaks of what was asked for. */
export interface Found {
  readonly match: Match;
  readonly record: JsonObject;
  /** What `answer` is to be asked with for this event. */
  readonly subject: Subject;
  /** The other name by which it was found; null if it names what was asked for. */
  readonly alias: Alias | null;
}

/** An event that names the subject both ways. */
export interface Tie {
  readonly record: JsonObject;
  readonly alias: Alias;
}

export interface Followed {
  /** By time, then event id. Those of the first answer that name neither are among them. */
  readonly found: readonly Found[];
  readonly ties: readonly Tie[];
  /** Further names that were not asked for: there were too many. */
  readonly left: number;
}

/** A wildcard may stand for very many resources. */
const mostAliases = 200;

/**
 * The events of the first answer, and those that speak of the same thing by another name. `ask` reads the archive for
 * records that meet the condition; it is not called if there is no other name.
 */
export async function withAliases(
  subject: Subject,
  matches: readonly Match[],
  ask: (where: Expr) => Promise<readonly Match[]>,
): Promise<Followed> {
  const first = parsed(matches);
  const taught = first.flatMap(({ record }) =>
    aliasesOf(subject, record)
      .filter(({ name }) => !iamUniqueId.test(name))
      .map((alias) => ({ record, alias })),
  );
  const aliases = distinct(taught.map(({ alias }) => alias));
  const followed = aliases.slice(0, mostAliases).map((alias) => ({
    alias,
    texts: subjectLiterals(alias.subject).map(({ text }) => text.toLowerCase()),
  }));
  const known = new Set(matches.map(keyOf));
  const mentions = mentionsOf(followed.map(({ alias }) => alias.subject));
  const more = followed.length === 0 ? [] : await ask(mentions);
  const found = [...first, ...parsed(more.filter((match) => !known.has(keyOf(match))))]
    .map((each) => named(each, subject, followed))
    .toSorted(inOrder);
  return { found: withoutNamesakes(found, subject), ties: taught, left: aliases.length - followed.length };
}

/** The answer of a found event, which tells by what other name it was found. */
export function answerOf(found: Found, question: Question): Answer | undefined {
  const concluded = answer(found.subject, question, found.record);
  const via = viaText(found);
  if (concluded === undefined || via === null) return concluded;
  return { ...concluded, note: concluded.note === null ? via : `${concluded.note}; ${via}` };
}

/** `via id sg-0123 (inferred)`; null if the event names what was asked for. */
export function viaText({ alias }: Found): string | null {
  return alias === null ? null : `via ${isId(alias.name) ? 'id' : 'name'} ${alias.name} (inferred)`;
}

/** IAM User Guide, "IAM identifiers": unique ids identify users and roles, and no call names its target by one. */
const iamUniqueId = /^A(?:GP|ID|IP|NP|RO)A[A-Z0-9]{12,}$/;

interface Parsed {
  readonly match: Match;
  readonly record: JsonObject;
}

function parsed(matches: readonly Match[]): readonly Parsed[] {
  return matches.flatMap((match) => {
    const record = parseRecord(match.bytes, 0, match.bytes.length);
    return record ? [{ match, record }] : [];
  });
}

/** A name to try on records, and texts in lower case of which a record that has it contains one; empty if none is sure. */
interface Trial {
  readonly alias: Alias;
  readonly texts: readonly string[];
}

/** By the name under which the event acts on it most directly; what was asked for goes first. */
function named({ match, record }: Parsed, subject: Subject, trials: readonly Trial[]): Found {
  let best: Found = { match, record, subject, alias: null };
  if (trials.length === 0) return best;
  let closest = distanceOf(subject, record);
  const text = match.bytes.toString().toLowerCase();
  // Spelled `\u0041`, a letter does not look like itself.
  const isPlain = !text.includes('\\u');
  for (const { alias, texts } of trials) {
    if (closest === 0) break;
    if (isPlain && texts.length > 0 && !texts.some((each) => text.includes(each))) continue;
    const distance = distanceOf(alias.subject, record);
    if (distance < closest) {
      best = { match, record, subject: alias.subject, alias };
      closest = distance;
    }
  }
  return best;
}

const roles: readonly Answer['role'][] = ['self', 'owner', 'part', 'container', 'source', 'other'];

/** From 0, for an event that acts on the subject itself. */
function distanceOf(subject: Subject, record: JsonObject): number {
  // Every event that names a subject answers this question in some way.
  const concluded = answer(subject, 'accessed', record);
  return concluded === undefined ? roles.length : roles.indexOf(concluded.role);
}

function distinct(aliases: readonly Alias[]): readonly Alias[] {
  return [...new Map(aliases.map((alias) => [JSON.stringify(alias.subject), alias])).values()];
}

function keyOf({ eventID, file, index }: Match): string {
  return eventID === '' ? `${file} ${index}` : eventID;
}

function inOrder({ match: a }: Found, { match: b }: Found): number {
  if (a.eventTime !== b.eventTime) return a.eventTime < b.eventTime ? -1 : 1;
  return a.eventID === b.eventID ? 0 : a.eventID < b.eventID ? -1 : 1;
}

// ---- others of the same name ----

/** Ids that AWS makes up, so that no two things ever share one. */
const generated =
  /^(?:(?:[a-z]+-)+[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|A[A-Z]{3}[A-Z0-9]{12,})$/;

function isId(name: string): boolean {
  return generated.test(name);
}

/**
 * When an id was asked for, other things may bear its name, before or after. An event that ties the name to another
 * id is theirs, and so is what follows it by that name, until the name is tied to the asked id again.
 */
function withoutNamesakes(found: readonly Found[], subject: Subject): readonly Found[] {
  const ids = new Set(subject.readings.flatMap(({ names }) => names).filter(isId));
  if (ids.size === 0) return found;
  /** By name: whether it was last tied to another id. */
  const isOthers = new Map<string, boolean>();
  return found.filter(({ alias, record }) => {
    if (alias === null) {
      for (const { name } of aliasesOf(subject, record)) isOthers.set(name, false);
      return true;
    }
    const tied = aliasesOf(alias.subject, record).map(({ name }) => name);
    if (tied.some((name) => ids.has(name))) isOthers.set(alias.name, false);
    else if (tied.some(isId)) isOthers.set(alias.name, true);
    return isOthers.get(alias.name) !== true;
  });
}
