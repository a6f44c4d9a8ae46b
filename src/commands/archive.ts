/**
 * The archive behind a request: its files found and pruned, ready to be asked any number of questions, and what is told
 * about it at the end. This is where finding, pruning and scanning meet.
 */

import { statSync } from 'node:fs';
import {
  type FileSurvey,
  type GroupResult,
  group,
  type HashedFile,
  type Hashing,
  type Match,
  type RuleResult,
  type ScanOptions,
  type ScanResult,
  type ScanSource,
  scan,
  scanLarge,
  scanRules,
  startHashing,
  survey,
  surveyEach,
} from '../engines/scan/index.js';
import { type Found, find, type Skipped } from '../load/find.js';
import type { Layout } from '../load/layout.js';
import { type PruneBounds, pruner } from '../load/prune.js';
import { type Spool, spool } from '../load/spool.js';
import { removeLeftovers } from '../load/temporary-folder.js';
import { EvidenceError, type Problem } from '../model/problem.js';
import { UsageError } from '../model/usage-error.js';
import type { Expr, Query, RuleQuery } from '../query/ast.js';
import type { GroupQuery } from '../query/groups.js';
import { deliveryGapNote } from './delivery-gaps.js';
import type { Values } from './options.js';
import { createProgress, type Progress } from './progress.js';
import type { Context } from './spec.js';
import { threadsOf } from './threads.js';

/** Larger than any record that AWS delivers (256 KB; 1 MB in Lake), deeper than any it writes. */
const defaultMaxRecordSize = 8 * 1024 * 1024;
const maxDepth = 1000;
/** About as much as the rest of the program takes at most. */
const defaultMaxMemory = 512 * 1024 * 1024;
const defaultMaxFileSize = 64 * 1024 ** 3;
/** What a walk would pass over by name, and is told by content instead. */
const readToo = ['insight', 'lake', 'other'] as const satisfies readonly Skipped[];

/** Answers as `Archive.askAgain` does, from events that were handed over with an earlier answer. */
export type Asking = (where: Expr) => readonly Match[];

export interface Archive {
  /** Asks the files that the bounds do not rule out. Problems and counts are kept for `tally`. */
  ask(query: Query, bounds: PruneBounds): Promise<readonly Match[]>;
  /**
   * Runs many rules, and tells what else the query wants. No more than `--max-memory` of it is held; until the archive is
   * closed.
   */
  askRules(
    query: RuleQuery,
    bounds: PruneBounds,
  ): Promise<Pick<RuleResult, 'matches' | 'presence'> & { readonly background: Asking | null }>;
  /**
   * As `ask`, for answers of any size: no more than `--max-memory` of it is held. May be gone through several times,
   * until the archive is closed; what `tally` tells is whole when it was gone through once.
   */
  askLarge(query: Query, bounds: PruneBounds): Promise<Iterable<Match>>;
  /** Counts in the files that the bounds do not rule out, as `ask` does. */
  count(query: GroupQuery, bounds: PruneBounds): Promise<GroupResult>;
  /** Some events that pass, the first found. Its counts are not told. */
  sample(where: Expr, bounds: PruneBounds, limit: number): Promise<readonly Match[]>;
  /**
   * Asks once more about part of the archive, for what belongs to an answer; its counts are not told. With `lateBy`,
   * only files delivered within so many milliseconds of `bounds.until`.
   */
  askAgain(where: Expr, bounds: PruneBounds, lateBy?: number): Promise<readonly Match[]>;
  /** How many files that would read. */
  filesFor(bounds: PruneBounds, lateBy?: number): number;
  /**
   * Hands over what each file is, with what its path says, as it becomes known: of those that the bounds rule out the name
   * alone. Its problems and counts are not told.
   */
  eachFile(bounds: PruneBounds, take: (file: FileSurvey, layout: Layout | undefined) => void): Promise<void>;
  /** What each file is. Its problems are kept for `tally`. */
  survey(): Promise<readonly FileSurvey[]>;
  /** What these files are. Their problems and counts are not told. */
  surveyOf(files: readonly ArchiveFile[]): Promise<readonly FileSurvey[]>;
  /** Every file that was found, unopened. */
  files(): readonly ArchiveFile[];
  /**
   * Begins to take the hashes of what is in files: see `Hashing`. What kept one from being read is kept for `tally`, if it
   * was asked for.
   */
  hash(first: readonly ArchiveFile[], likely: readonly ArchiveFile[]): Hashing;
  tally(): Tally;
  close(): void;
}

export interface ArchiveFile extends ScanSource {
  /** What its path says of it. */
  readonly layout: Found['sources'][number]['layout'];
}

export interface Tally {
  readonly files: number;
  readonly records: number;
  /** Those that hold one of the texts without which none can pass. */
  readonly candidates: number;
  /** Those that hold less than CloudTrail's, by what carried them. */
  readonly partial: number;
  readonly duplicates: number;
  /** Files that no matching event can be in, by their path. */
  readonly pruned: number;
  readonly stopped: boolean;
  readonly problems: readonly Problem[];
  readonly skipped: Readonly<Partial<Record<Skipped, number>>>;
  readonly others: ScanResult['others'];
  /** Says, in a sentence, that files are probably missing in the time that was asked about; null if none are. */
  gapNote(): string | null;
}

/** For `--strict`: the first problem ends the run. */
function stopAt([first]: readonly Problem[]): void {
  if (first) throw new EvidenceError(first);
}

/** Where a run writes to, by the option that says so. */
function writtenTo({
  output,
  baseline,
  writeBaseline,
  state,
}: Values): readonly [flag: string, path: string][] {
  const places: [string, string | undefined][] = [
    ['--output', output],
    ['--baseline', writeBaseline === true ? baseline : undefined],
    ['--state', state],
  ];
  return places.flatMap(([flag, path]) => (path === undefined ? [] : [[flag, path]]));
}

/** @throws UsageError if a file that is to be read would be replaced. */
function checkNoEvidence(flag: string, path: string, sources: Found['sources']): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there?.isFile()) return;
  for (const { path: read, stream, doubtful } of sources) {
    // What only its content can tell to be evidence may well be an earlier answer.
    if (stream || doubtful) continue;
    const source = statSync(read, { throwIfNoEntry: false });
    if (source?.ino === there.ino && source.dev === there.dev)
      throw new UsageError(`${flag}: '${path}' is a file to be read, and evidence is never replaced`);
  }
}

/**
 * `include`: what is taken as a source though its name or path says otherwise.
 * @throws UsageError if a path does not exist; EvidenceError for any problem if `--strict` is given.
 */
export async function openArchive(
  paths: readonly string[],
  values: Values,
  context: Context,
  include: readonly Skipped[] = readToo,
): Promise<Archive> {
  // Where temporary files lie there may be very many: seen to while the workers read.
  setImmediate(removeLeftovers);
  // From the beginning, for to find the files may take long.
  const closed = new AbortController();
  const onAbort = (): void => closed.abort(context.signal.reason);
  context.signal.addEventListener('abort', onAbort, { once: true });
  if (context.signal.aborted) onAbort();
  const found: Found = await find(paths, { env: context.env, include });
  for (const [flag, path] of writtenTo(values)) checkNoEvidence(flag, path, found.sources);
  if (values.strict) stopAt(found.problems);
  const spools: Spool[] = [];
  const answers: { close(): void }[] = [];
  const close = (): void => {
    context.signal.removeEventListener('abort', onAbort);
    closed.abort(new Error('the archive was closed'));
    for (const { remove } of spools) remove();
    for (const answer of answers) answer.close();
  };
  const problems: Problem[] = [...found.problems];
  const sources: ArchiveFile[] = [];
  for (const { path, stream, layout, doubtful = false } of found.sources) {
    if (!stream) {
      sources.push({ path, shown: path, layout, doubtful });
      continue;
    }
    const copy = await spool(path, context.signal);
    spools.push(copy);
    sources.push({ path: copy.path, shown: path, layout });
  }

  const named = new Set<string>();
  let tally: Tally = {
    files: 0,
    records: 0,
    candidates: 0,
    partial: 0,
    duplicates: 0,
    pruned: 0,
    stopped: false,
    problems,
    skipped: Object.fromEntries(
      Object.entries(found.skipped).flatMap(([kind, { count }]) => (count > 0 ? [[kind, count]] : [])),
    ),
    others: {},
    gapNote: () => null,
  };

  const name = (met: readonly Problem[]): void => {
    if (values.strict) stopAt(met);
    for (const problem of met) {
      const key = JSON.stringify(problem);
      if (!named.has(key)) problems.push(problem);
      named.add(key);
    }
  };
  const optionsWith = (progress: Progress | undefined): ScanOptions => ({
    threads: values.threads ?? threadsOf(undefined),
    limits: {
      maxFileSize: values.maxFileSize ?? defaultMaxFileSize,
      maxRecordSize: values.maxRecordSize ?? defaultMaxRecordSize,
      maxDepth,
    },
    strict: values.strict === true,
    signal: context.signal,
    ...(progress ? { onProgress: progress.update } : {}),
  });
  const gapNote = (bounds: PruneBounds): string | null =>
    deliveryGapNote(
      sources.map(({ layout }) => layout),
      bounds,
      values.tz ?? 'UTC',
    );
  const filesWithin = (bounds: PruneBounds, lateBy?: number): readonly ArchiveFile[] => {
    const cannotMatch = pruner(bounds, lateBy);
    return sources.filter(({ layout }) => !cannotMatch(layout));
  };
  const run = async <Result extends Pick<ScanResult, 'problems'>>(
    engine: (asked: readonly ScanSource[], options: ScanOptions) => Promise<Result>,
    bounds: PruneBounds,
    loud: boolean,
    lateBy?: number,
  ): Promise<Result & { pruned: number }> => {
    const asked = filesWithin(bounds, lateBy);
    const progress = loud ? createProgress(() => asked.length, values.quiet === true, context) : undefined;
    try {
      const result = await engine(asked, optionsWith(progress));
      name(result.problems);
      if (loud) tally = { ...tally, gapNote: () => gapNote(bounds) };
      return { ...result, pruned: sources.length - asked.length };
    } finally {
      progress?.end();
    }
  };
  /** Takes the counts of an answer for those of the run. */
  const tell = (result: Omit<ScanResult, 'matches'> & { readonly pruned: number }): void => {
    const { files, records, candidates, partial, duplicates, pruned, stopped, others } = result;
    tally = { ...tally, files, records, candidates, partial, duplicates, pruned, stopped, others };
  };
  const scanned = (query: Query) => (asked: readonly ScanSource[], options: ScanOptions) =>
    scan(asked, query, options);

  return {
    async ask(query, bounds) {
      const result = await run(scanned(query), bounds, true);
      tell(result);
      return result.matches;
    },
    async askRules(query, bounds) {
      const maxBytes = values.maxMemory ?? defaultMaxMemory;
      const ruled = (asked: readonly ScanSource[], options: ScanOptions) =>
        scanRules(asked, query, options, maxBytes);
      const result = await run(ruled, bounds, true);
      answers.push(result);
      const { matches, presence, background } = result;
      tell(result);
      if (!background) return { matches, presence, background };
      const asking: Asking = (where) => {
        const found = background.ask(where);
        name(found.problems);
        return found.matches;
      };
      return { matches, presence, background: asking };
    },
    async askLarge(query, bounds) {
      const maxBytes = values.maxMemory ?? defaultMaxMemory;
      const large = (asked: readonly ScanSource[], options: ScanOptions) =>
        scanLarge(asked, query, options, maxBytes);
      const result = await run(large, bounds, true);
      answers.push(result);
      const { files, records, partial, pruned, stopped, others } = result;
      tally = { ...tally, files, records, partial, pruned, stopped, others };
      return {
        *[Symbol.iterator]() {
          yield* result.matches;
          const { duplicates, conflicts } = result.folded();
          tally = { ...tally, duplicates };
          name(conflicts);
        },
      };
    },
    async count(query, bounds) {
      const result = await run((asked, options) => group(asked, query, options), bounds, true);
      const { files, records, partial, duplicates, pruned, others } = result;
      tally = { ...tally, files, records, partial, duplicates, pruned, stopped: false, others };
      return result;
    },
    async sample(where, bounds, limit) {
      const result = await run(scanned({ where, limit, keepDuplicates: true }), bounds, false);
      return result.matches;
    },
    async askAgain(where, bounds, lateBy) {
      const query = { where, limit: null, keepDuplicates: false };
      return (await run(scanned(query), bounds, false, lateBy)).matches;
    },
    filesFor: (bounds, lateBy) => filesWithin(bounds, lateBy).length,
    async eachFile(bounds, take) {
      const asked = filesWithin(bounds);
      const within = new Set(asked);
      for (const source of sources) {
        if (!within.has(source)) take({ file: source.shown, parts: [], problems: [] }, source.layout);
      }
      await surveyEach(asked, optionsWith(undefined), (file, source) => take(file, asked[source]?.layout));
    },
    async survey() {
      const progress = createProgress(() => sources.length, values.quiet === true, context);
      try {
        const surveys = await survey(sources, optionsWith(progress));
        for (const { file, parts, problems: own } of surveys) {
          problems.push(...own);
          for (const { member, damages } of parts) {
            for (const { kind, message } of damages)
              problems.push({ file, kind, message: member === null ? message : `${member}: ${message}` });
          }
        }
        if (values.strict) stopAt(problems);
        const parts = surveys.flatMap((one) => one.parts);
        const records = parts.reduce((sum, part) => sum + part.records, 0);
        const partial = parts.reduce((sum, part) => sum + part.partial, 0);
        tally = { ...tally, files: surveys.length, records, partial };
        return surveys;
      } finally {
        progress.end();
      }
    },
    surveyOf: (files) => survey(files, optionsWith(undefined)),
    files: () => sources,
    hash(first, likely) {
      let total = first.length + likely.length;
      const progress = createProgress(() => total, values.quiet === true, context);
      const hashing = startHashing(first, likely, { ...optionsWith(progress), signal: closed.signal });
      const told = async (hashed: Promise<readonly HashedFile[]>): Promise<readonly HashedFile[]> => {
        try {
          const files = await hashed;
          name(files.flatMap((file) => file.problems));
          tally = { ...tally, files: tally.files + files.length };
          return files;
        } finally {
          progress.end();
        }
      };
      return {
        first: told(hashing.first),
        of(asked) {
          total = first.length + asked.length;
          return told(hashing.of(asked));
        },
      };
    },
    tally: () => tally,
    close,
  };
}
