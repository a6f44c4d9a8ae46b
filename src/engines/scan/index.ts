/**
 * The scan engine: answers a query from the files themselves, in one pass, with a pool of workers. The answer does not
 * depend on the number of threads: results are taken up in the order of the sources, duplicates folded in that order,
 * and the rows sorted by event time, then event id, then place.
 */
import type { Literal } from '../../model/literal.js';
import type { Present } from '../../model/presence.js';
import type { Problem } from '../../model/problem.js';
import { allOf, anyOf, type Expr, everything, type Query, type RuleQuery } from '../../query/ast.js';
import { mustOccur } from '../../query/literals.js';
import { recordTest } from '../../query/record-test.js';
import { textNumbers } from '../../query/text-numbers.js';
import { conflict } from './conflict.js';
import { gatherer } from './gather.js';
import type { Held, Match } from './match.js';
import { scanFiles } from './pool.js';
import { presenceCounter } from './presence.js';
import type { FileResult, PartSurvey } from './protocol.js';
import { inMemory, recordStore } from './record-store.js';
import { matchOverhead, type RuleMatches, ruleGatherer } from './rule-matches.js';
import { type FilesTaken, type ScanOptions, type ScanSource, takeFiles, taskOf } from './take-files.js';
import { keysAt, metAt, ToldMatch, toldFile } from './told-match.js';

export { type GroupResult, type GroupTable, group, noTime } from './group.js';
export { type HashedFile, type Hashing, startHashing } from './hash.js';
export type { Match } from './match.js';
export type { RuleMatches } from './rule-matches.js';
export { createSketch, type Sketch } from './sketch.js';
export type { ScanOptions, ScanSource } from './take-files.js';

export interface ScanResult extends Omit<FilesTaken, 'all'> {
  readonly matches: readonly Match[];
  /** Further deliveries of matching events that were folded. */
  readonly duplicates: number;
  /** The limit was reached before everything was read. */
  readonly stopped: boolean;
}

export interface RuleResult extends Omit<ScanResult, 'matches'> {
  /** Until `close`. */
  readonly matches: RuleMatches;
  /** What the query wanted besides; null if it wanted nothing, or there is too much of it to be held. */
  readonly background: Background | null;
  /** What the files hold; empty unless the query asked for it. */
  readonly presence: Present;
  /** Removes the temporary file. */
  close(): void;
}

/** Events that were handed over besides an answer. They are asked as the files would be. */
export interface Background {
  ask(where: Expr): { readonly matches: readonly Match[]; readonly problems: readonly Problem[] };
}

/** Bytes of `RuleResult.background`. */
const mostBackground = 64 * 1024 * 1024;

/** An answer that may be larger than the memory: its rows come from temporary files. */
export interface LargeResult extends Omit<ScanResult, 'matches' | 'duplicates'> {
  /** May be gone through several times, until `close`. */
  readonly matches: Iterable<Match>;
  /** Known when all matches were gone through: what was folded, and the conflicts, which are not in `problems`. */
  folded(): { readonly duplicates: number; readonly conflicts: readonly Problem[] };
  /** Removes the temporary files. */
  close(): void;
}

/** @throws the reason of `options.signal` if it is aborted. */
export async function scan(
  sources: readonly ScanSource[],
  query: Query,
  options: ScanOptions,
): Promise<ScanResult> {
  const { folded, close, ...result } = await scanLarge(sources, query, options, Number.POSITIVE_INFINITY);
  const matches = [...result.matches];
  const { duplicates, conflicts } = folded();
  return { ...result, matches, duplicates, problems: [...result.problems, ...conflicts] };
}

/**
 * As `scan`, with about `maxBytes` of matches in memory and the rest in temporary files.
 * @throws the reason of `options.signal` if it is aborted; UsageError if the temporary files cannot be written. Nothing
 * is left of them then.
 */
export async function scanLarge(
  sources: readonly ScanSource[],
  query: Query,
  options: ScanOptions,
  maxBytes: number,
): Promise<LargeResult> {
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  // A file's first matches may all be copies of earlier ones.
  const limitPerFile = query.keepDuplicates ? limit : Number.POSITIVE_INFINITY;
  const fileOf = (source: number): string => sources[source]?.shown ?? '';
  const gathered = gatherer(query.keepDuplicates, maxBytes, fileOf);
  let cut = limit === 0;
  const take = (result: FileResult, file: string): boolean => {
    const told = toldFile(file, result, query.rules?.length);
    let i = 0;
    let kept = 0;
    for (; i < result.ends.length && !gathered.has(limit); i++)
      if (gathered.take(new ToldMatch(told, i, keysAt(told, i)))) kept++;
    gathered.endFile(kept, result.bytes.length);
    cut = i < result.ends.length || result.ends.length >= limitPerFile;
    return !gathered.has(limit);
  };

  try {
    const taken = await takeFiles(
      limit > 0 ? sources : [],
      {
        where: query.where,
        ...(query.rules ? { rules: query.rules } : {}),
        literals: literalsOf(query),
        limit: Number.isFinite(limitPerFile) ? limitPerFile : null,
      },
      options,
      { take },
    );
    const { all, ...told } = taken;
    return {
      ...told,
      matches: gathered.matches(),
      stopped: cut || !all,
      folded: () => ({
        duplicates: gathered.duplicates(),
        conflicts: conflictsOf(gathered.conflicts()),
      }),
      close: gathered.close,
    };
  } catch (error) {
    gathered.close();
    throw error;
  }
}

/**
 * Runs many rules in one pass. About `maxBytes` of matches are held in memory, and the records of the rest in a temporary
 * file.
 * @throws as `scanLarge`.
 */
export async function scanRules(
  sources: readonly ScanSource[],
  query: RuleQuery,
  options: ScanOptions,
  maxBytes: number,
): Promise<RuleResult> {
  const { where, facts, first, presence, background: wanted, keepDuplicates } = query;
  const rules = [...query.rules, ...(wanted ? [wanted] : [])];
  const texts = textNumbers();
  /** Of the workers' dictionaries, which are sent before what refers to them. */
  const ofDictionary = new Map<string, number[]>();
  const gathered = ruleGatherer(keepDuplicates, { texts, ofDictionary });
  const store = recordStore(maxBytes);
  const present = presenceCounter();
  let background: Held[] | null = wanted ? [] : null;
  let backgroundBytes = 0;
  const arrive = ({ dictionaries = [] }: FileResult): void => {
    for (const { name, entries } of dictionaries) {
      const all = ofDictionary.get(name) ?? [];
      ofDictionary.set(name, all);
      for (const text of entries) all.push(texts.number(text));
    }
  };
  const putAside = (match: Held): void => {
    backgroundBytes += match.bytes.length;
    if (backgroundBytes > mostBackground) background = null;
    background?.push(match);
  };
  const take = (result: FileResult, file: string): boolean => {
    for (const { places, sources: met } of result.presence ?? []) {
      for (const each of places) present.add(each);
      for (const each of met) present.addSource(each);
    }
    const told = toldFile(file, result, query.rules.length);
    let kept = 0;
    for (let i = 0; i < result.ends.length; i++) {
      const met = metAt(told, i);
      const isAside = background !== null && met.isAside;
      if (isAside) putAside(new ToldMatch(told, i));
      if ((met.own.length > 0 && gathered.take(told, i)) || isAside) kept++;
    }
    told.bytes = kept > 0 ? store.add(result.bytes, kept * matchOverhead) : inMemory(new Uint8Array());
    return true;
  };

  try {
    const taken = await takeFiles(
      sources,
      {
        where,
        rules,
        ...(facts ? { facts } : {}),
        ...(first ? { first: { ...first, always: wanted ? [query.rules.length] : [] } } : {}),
        ...(presence ? { presence } : {}),
        literals: presence ? [] : literalsOf({ where, rules }),
        limit: null,
      },
      options,
      { arrive, take },
    );
    if (gathered.isUnclear()) {
      store.close();
      const { first: _left, ...whole } = query;
      return scanRules(sources, whole, options, maxBytes);
    }
    const { all, problems, ...told } = taken;
    return {
      ...told,
      matches: gathered.matches(),
      problems: [...problems, ...conflictsOf(gathered.conflicts())],
      duplicates: gathered.duplicates(),
      stopped: !all,
      background: background && backgroundOf(background, (source) => sources[source]?.shown ?? ''),
      presence: present.take(),
      close: store.close,
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

function conflictsOf(conflicts: readonly Held[]): readonly Problem[] {
  return conflicts.map(({ file, index, eventID }) => conflict(file, index, eventID, 'shown'));
}

/** `held`: in the order in which they were met. */
function backgroundOf(held: readonly Held[], fileOf: (source: number) => string): Background {
  return {
    ask(where) {
      const test = recordTest(where);
      const gathered = gatherer(false, Number.POSITIVE_INFINITY, fileOf);
      for (const match of held) if (test(match.bytes, 0, match.bytes.length)) gathered.take(match);
      return { matches: [...gathered.matches()], problems: conflictsOf(gathered.conflicts()) };
    },
  };
}

/** What a record holds that matches; none where any may. */
function literalsOf({ where, rules }: Pick<Query, 'where' | 'rules'>): readonly Literal[] {
  return mustOccur(allOf([where, ...(rules ? [anyOf(rules)] : [])])) ?? [];
}

/** What a file turned out to be. */
export interface FileSurvey {
  readonly file: string;
  readonly parts: readonly PartSurvey[];
  /** What kept the file from being read at all. */
  readonly problems: readonly Problem[];
}

/**
 * What each file is, in the order of the sources.
 * @throws the reason of `options.signal` if it is aborted.
 */
export async function survey(
  sources: readonly ScanSource[],
  options: ScanOptions,
): Promise<readonly FileSurvey[]> {
  const found: FileSurvey[] = [];
  await surveyEach(sources, options, (file, source) => {
    found[source] = file;
  });
  return found;
}

/**
 * As `survey`, handing over each file as it is known, in no certain order, with its place in the list of sources: for
 * archives of so many files that not all can be held.
 */
export async function surveyEach(
  sources: readonly ScanSource[],
  options: ScanOptions,
  take: (file: FileSurvey, source: number) => void,
): Promise<void> {
  let arrived = 0;
  let records = 0;
  await scanFiles(
    sources.map(taskOf),
    { where: everything, literals: [], limits: options.limits, limit: null, survey: true },
    Math.min(options.threads, sources.length),
    ({ source, damages, survey: parts = [] }) => {
      const file = sources[source]?.shown ?? '';
      take({ file, parts, problems: damages.map((damage) => ({ file, ...damage })) }, source);
      for (const part of parts) records += part.records;
      options.onProgress?.(++arrived, records);
      return true;
    },
    options.signal,
  );
}
