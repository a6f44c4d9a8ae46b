/** What the main thread and the scanning workers say to each other: plain data that the structured clone carries. */
import type { Other } from '../../load/formats/format.js';
import type { HashedPart } from '../../load/hash-file.js';
import type { FileLimits } from '../../load/read-file.js';
import type { Damage } from '../../load/split/careful.js';
import type { Literal } from '../../model/literal.js';
import type { Present } from '../../model/presence.js';
import type { Expr, FactsAsked, FirstAsked } from '../../query/ast.js';
import type { Key } from '../../query/groups.js';

/**
 * What a worker is told: the question first, then any number of batches of files, then perhaps another question. `stop`
 * becomes 1 when no more files are to be read; `asksIfDone`: an answer is wanted when all batches were put down.
 */
export type Order =
  | { readonly assignment: Assignment; readonly stop: Int32Array }
  | { readonly batch: readonly FileTask[] }
  | { readonly asksIfDone: true };

/** One question about records. */
export interface Assignment {
  readonly where: Expr;
  /** If given, a match satisfies one of these as well, and `hits` tells which. */
  readonly rules?: readonly Expr[];
  readonly facts?: FactsAsked;
  /** With rules: records of later matches are not wanted, only what tells them. */
  readonly first?: FirstAsked;
  /** With rules: `presence` is wanted too. */
  readonly presence?: true;
  /** None: every record is a candidate. */
  readonly literals: readonly Literal[];
  readonly limits: FileLimits;
  /** What each part is, rather than what in it matches. */
  readonly survey?: boolean;
  /** The hash of each part's bytes, rather than what in it matches. */
  readonly hash?: boolean;
  /** More matches than this are not wanted from any one file; null for all. */
  readonly limit: number | null;
  /** The records are not wanted themselves, but counted in groups. */
  readonly groups?: GroupAssignment;
}

export interface GroupAssignment {
  readonly groupings: readonly (readonly Key[])[];
  /** Copies are told by what they mean, not by how they are spelled; and ids are sent in full. Slow. */
  readonly careful: boolean;
}

export interface FileTask {
  /** Place of the file in the list of sources. */
  readonly source: number;
  readonly path: string;
  /** Not named like evidence: to be passed over unless its content says that it is. */
  readonly doubtful?: boolean;
}

export interface Hits {
  /** The combinations of rules that records of the file satisfy, one's rules behind the other's, and where each one's end. */
  readonly rules: Int32Array;
  readonly ends: Int32Array;
  /** For each record its combination, by the place in that list, from 0. */
  readonly met: Int32Array;
  /**
   * For each record eight numbers, which are those of `ColumnReader.keys`: what is NaN or zeros there was not told, and the
   * record tells it. With `first` also its content, if that was taken.
   */
  readonly keys: Int32Array;
  /** With `first`: for each record 1 if it was not wanted. It has no bytes then; its keys are told. */
  readonly out?: Int32Array;
  readonly facts?: Facts;
}

/** The texts of fields. */
export interface Facts {
  /** The name of the dictionary that they are of. */
  readonly dictionary: string;
  /** For each record 1 if it has any, and for each path the number of its text, from 1; 0 for none. */
  readonly has: Int32Array;
  readonly numbers: Int32Array;
}

/** A part of a file: the file itself, or a member of a container. */
export interface PartSurvey {
  /** Null for the file itself. */
  readonly member: string | null;
  readonly formats: readonly string[];
  readonly others: readonly Other[];
  readonly records: number;
  /** Records that hold less than CloudTrail's. */
  readonly partial: number;
  /** The earliest and latest event time; empty without any. */
  readonly first: string;
  readonly last: string;
  readonly accounts: readonly string[];
  readonly damages: readonly Damage[];
}

/** What is to be said of a file besides its records. */
export interface Beside {
  /** Records that hold less than CloudTrail's, by what carried them. */
  readonly partial: number;
  /** Members of a container, or the file itself without a name, that hold matches, in order, with how many. */
  readonly members: readonly { readonly name: string; readonly matches: number; readonly partial: boolean }[];
  /** What was recognised and holds no records; as often as met. */
  readonly others: readonly Other[];
}

/** The results of some of a batch's files, in their order; none when a question was taken. */
export type Answer = readonly FileResult[] | PlainHashes | { readonly isDone: true };

/** Of files that are whole, and of which there is nothing else to say: of these there are thousands. */
export interface PlainHashes {
  readonly sources: readonly number[];
  readonly hashes: readonly string[];
}

export interface FileResult {
  readonly source: number;
  /** Records met, matching or not. */
  readonly records: number;
  /** Those that hold one of the assignment's literals. */
  readonly candidates?: number;
  /** The matching records' bytes, one behind the other. */
  readonly bytes: Uint8Array;
  /** Where each ends in `bytes`. */
  readonly ends: Int32Array;
  /** The position of each among the records of the file, or of the member of it. */
  readonly indexes: Int32Array;
  /**
   * Where in each record the values of `eventTime` and `eventID` start and end: four numbers; zeros if that is not known.
   * Without rules: with rules the keys are told otherwise.
   */
  readonly spots: Int32Array;
  /** Only with rules. */
  readonly hits?: Hits;
  /** What the file holds, copies counted; only if the assignment asked for it. */
  readonly presence?: readonly Present[];
  readonly damages: readonly Damage[];
  /** Absent for an ordinary trail file, so that the messages about thousands of them stay small. */
  readonly beside?: Beside;
  /** Only if the assignment asked for it. */
  readonly survey?: readonly PartSurvey[];
  /** Only if the assignment asked for it. */
  readonly hashed?: readonly HashedPart[];
  /** The records of the file in groups, if that was the question. */
  readonly parts?: readonly GroupPart[];
  /** What the numbers of facts stand for, as far as it was not sent before. */
  readonly dictionaries?: readonly Dictionary[];
  /** With `parts`: what their numbers stand for, as far as it was not sent before. */
  readonly numbered?: readonly Numbered[];
}

/** Records of a file as rows of numbers, and the groups that they are in: see `load/split/columns.ts`. */
export interface GroupPart {
  readonly rows: Uint8Array;
  /** Of the groups, copies counted. */
  readonly measures: Uint8Array;
  /** The name of what numbers its groups: see `Numbered`. */
  readonly dictionary: string;
  /** The ids of the rows, where they were asked for in full. */
  readonly ids: readonly string[];
  /** They come from where records hold less than CloudTrail's. */
  readonly partial?: boolean;
}

/** Texts by number, from 1: each is sent once by a worker. */
export interface Dictionary {
  /** No other dictionary has the same. */
  readonly name: string;
  /** In the order of their numbers. */
  readonly entries: readonly string[];
}

/** Values and groups by number, from 1: each is sent once by a worker. */
export interface Numbered {
  /** No others have the same. */
  readonly name: string;
  /** Those that groups are told by, and what they stand for; null for what counts as none. */
  readonly values: readonly number[];
  readonly texts: readonly (string | null)[];
  /**
   * For each group, in the order of their numbers, its grouping, then its members, as many as the widest grouping has:
   * counts of time, or numbers of values, 0 for none.
   */
  readonly groups: readonly Int32Array[];
}
