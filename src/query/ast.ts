/**
 * The question as data: a small, closed, serialisable tree that flags, `--where`, Sigma rules and compliance
 * checks all compile to. It says everything (case folding, what a missing field means); engines add no defaults.
 *
 * Meaning. `candidates(record, path)` are the values a field test looks at: if the path has several steps and the
 * record has a top-level key equal to the whole dotted path, that key's value; else walk step by step, where an
 * array applies the rest of the path to each element and anything that is not an object ends the walk without a
 * value. A value reached at the end that is an array contributes its elements, flattened; an object contributes
 * itself. A test holds if it holds for ANY candidate; without candidates every test is false and its `not` true.
 * `null` is a candidate only for `isNull`. Where a key occurs twice in one object the last one counts, as in
 * `JSON.parse`.
 *
 * The text of a candidate, for all text tests: a string itself; a number as JavaScript prints it; `true`/`false`;
 * an object as compact JSON (`JSON.stringify` of the parsed value). Folding case is `toLowerCase` of both sides.
 */

/** Steps into the record: `userIdentity.arn` is `['userIdentity', 'arn']`. Never empty. */
export type Path = readonly string[];

export type Scalar = string | number | boolean;

/** A piece of a glob: literal text, exactly one character (a Unicode code point), or any run of them. */
export type GlobPart = string | { readonly any: 'one' | 'many' };

/** Parts of a time: `day` is that of the month, `week` the ISO 8601 week of the year. */
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export type Expr =
  /** All terms hold; `all` of nothing is true, `any` of nothing false. */
  | { readonly kind: 'all' | 'any'; readonly terms: readonly Expr[] }
  | { readonly kind: 'not'; readonly term: Expr }
  /**
   * Equal to one of the values. A string value compares with the candidate's text (objects never equal); a number
   * with a JSON number, or a string that reads wholly as a decimal number; a boolean with a JSON boolean or its text
   * in any case.
   */
  | {
      readonly kind: 'oneOf';
      readonly path: Path;
      readonly values: readonly Scalar[];
      readonly foldCase: boolean;
    }
  /**
   * The whole text matches the glob. With `leaves`, an object matches also if the text of a string, number or boolean
   * anywhere within it does.
   */
  | {
      readonly kind: 'glob';
      readonly path: Path;
      readonly glob: readonly GlobPart[];
      readonly foldCase: boolean;
      readonly leaves?: true;
    }
  /** An RE2 pattern is found somewhere in the text. */
  | { readonly kind: 'regex'; readonly path: Path; readonly pattern: string; readonly foldCase: boolean }
  /**
   * Order. With a number: numbers, and strings that read wholly as decimal numbers. With a string: by UTF-16 units,
   * strings only, which orders ISO 8601 times.
   */
  | {
      readonly kind: 'compare';
      readonly path: Path;
      readonly op: '<' | '<=' | '>' | '>=';
      readonly value: string | number;
    }
  /** The text is an IP address inside the network (IPv4 or IPv6 CIDR; an IPv4-mapped IPv6 address counts as IPv4). */
  | { readonly kind: 'cidr'; readonly path: Path; readonly network: string }
  /**
   * A part of a time compares so with a whole number. A time is a string such as `2024-05-01T10:00:00Z` (ISO 8601, date
   * and time to the minute at least); its parts are taken as they are written, without conversion between zones.
   */
  | {
      readonly kind: 'timePart';
      readonly path: Path;
      readonly part: TimePart;
      readonly op: '=' | '<' | '<=' | '>' | '>=';
      readonly value: number;
    }
  /**
   * The key that the path ends with is there, whatever it holds: null and empty arrays too. In an array one element
   * with the key is enough.
   */
  | { readonly kind: 'exists'; readonly path: Path }
  /** There is a candidate that is not null. An empty array, having no candidates, is not present. */
  | { readonly kind: 'present'; readonly path: Path }
  /** There is a candidate that is null. */
  | { readonly kind: 'isNull'; readonly path: Path }
  /** Two fields share a text (objects excepted); or a text of the first contains, or begins or ends with, one of the other. */
  | {
      readonly kind: 'sameText';
      readonly path: Path;
      readonly other: Path;
      readonly foldCase: boolean;
      readonly part?: 'contains' | 'startsWith' | 'endsWith';
    }
  /** The text of some string, number or boolean anywhere in the record (not of a key) matches the glob as a whole. */
  | { readonly kind: 'leafGlob'; readonly glob: readonly GlobPart[]; readonly foldCase: boolean }
  /** An RE2 pattern is found in the text of some string, number or boolean anywhere in the record (not of a key). */
  | { readonly kind: 'leafRegex'; readonly pattern: string; readonly foldCase: boolean }
  /**
   * Some string, number or boolean anywhere in the record, or a key, contains the text. With `fields`: in what the record
   * has under one of these names.
   */
  | {
      readonly kind: 'mentions';
      readonly text: string;
      readonly foldCase: boolean;
      readonly fields?: readonly string[];
    };

/** What to do with the matches. Rows are always in the order of event time, then event id. */
export interface Query {
  readonly where: Expr;
  /** Stop reading after this many events: the first found in the order of sources and records. */
  readonly limit: number | null;
  /** Events told apart by `eventID` (false), or every delivered copy (true). */
  readonly keepDuplicates: boolean;
  /** If given, a match satisfies `where` and at least one of these, and says which. */
  readonly rules?: readonly Expr[];
}

/** A query of many rules, and what it wants besides. All of the archive is read. */
export interface RuleQuery extends Pick<Query, 'where' | 'keepDuplicates'> {
  /** A match satisfies `where` and at least one of these, and says which. */
  readonly rules: readonly Expr[];
  /** Tell also what the files that were read hold, matching or not, of each account, region and hour. */
  readonly presence?: true;
  /** Events that pass `where` and are wanted besides, be they matches or not. */
  readonly background?: Expr;
  /** Texts that are wanted of matches too. */
  readonly facts?: FactsAsked;
  /** Records are wanted only of the first events that satisfy some rules, and of matches before the last of these. */
  readonly first?: FirstAsked;
}

export interface FirstAsked {
  /** So many events, in order of time. */
  readonly count: number;
  /** The positions of the rules of which they satisfy one. */
  readonly rules: readonly number[];
  /** Of rules whose records are all wanted. */
  readonly always?: readonly number[];
}

export interface FactsAsked {
  readonly paths: readonly Path[];
  /** For each rule, by its position, which of the paths are wanted of what satisfies it; none of most. */
  readonly ofRules: readonly (readonly number[])[];
}

export const everything: Expr = { kind: 'all', terms: [] };

/** Whether nothing is asked of an event. */
export function isEverything(where: Expr): boolean {
  return where.kind === 'all' && where.terms.length === 0;
}

/** Whether nothing can pass. */
export function isNothing(where: Expr): boolean {
  return where.kind === 'any' && where.terms.length === 0;
}

/** Joins conditions without needless nesting. */
export function allOf(terms: readonly Expr[]): Expr {
  const [only] = terms;
  return terms.length === 1 && only ? only : { kind: 'all', terms };
}

export function anyOf(terms: readonly Expr[]): Expr {
  const [only] = terms;
  return terms.length === 1 && only ? only : { kind: 'any', terms };
}

/** For `switch` over a closed union: a kind that was forgotten fails to compile here. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
