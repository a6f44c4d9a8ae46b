/**
 * Gathers the matches of a scan, in the order in which they are met, for an answer in order of time. While they fit the
 * bound they stay in memory. What is more is sorted and written to runs in temporary files, which are merged when the
 * answer is asked for. The answer is the same to the byte, whatever the bound.
 *
 * Copies within the memory are folded at once; those in different runs meet when the runs are merged, for equal events
 * have equal times. That one id was met at two times would not show there: a compact table of ids tells it.
 */
import { type TemporaryFolder, temporaryFolder } from '../../load/temporary-folder.js';
import { type EventIds, eventIds } from './event-ids.js';
import { asKept, asMet, type Held, inOrder } from './match.js';
import { type Folding, folded, merged } from './merge.js';
import { type Run, writeRun } from './run-file.js';
import { textHash } from './text-hash.js';
import { type Variants, variantsOf } from './variants.js';

/** What a match takes beside its record: the object, its time and id, its entry by id. */
const overhead = 500;
/** Runs that are merged into one of the next level, so that neither open files nor rounds of merging become many. */
const fanIn = 64;

export interface Gatherer {
  /** False if it is a copy of one that is held, and no better one. */
  take(match: Held): boolean;
  /** To be called behind each file: so many matches of it were kept, out of buffers of so many bytes. */
  endFile(kept: number, bytes: number): void;
  /** So many distinct events were taken, or more. */
  has(count: number): boolean;
  /** Sorted. May be gone through several times, until `close`. */
  matches(): Iterable<Held>;
  /** Further deliveries that were folded. Like the conflicts, they are whole when `matches` was gone through. */
  duplicates(): number;
  /** Events whose id is that of an event met before, in the order in which they were met. */
  conflicts(): readonly Held[];
  close(): void;
}

interface Spilled {
  readonly folder: TemporaryFolder;
  /** Those of a level are about of one size. */
  readonly levels: Run[][];
  /** Ids, with the time as content. */
  readonly ids: EventIds;
  /** Events whose id was met at another time. */
  readonly otherTimes: Held[];
  /** Some that were taken may be copies of some in the runs. */
  isUnclear: boolean;
  folding: Folding;
}

/** `maxBytes`: about as much as may be held in memory, with one file's matches more. */
export function gatherer(
  keepDuplicates: boolean,
  maxBytes: number,
  fileOf: (source: number) => string,
): Gatherer {
  let held: Held[] = [];
  /** Of those held, what a better copy was found of. */
  const replaced = new Set<Held>();
  /** Several, where an id stands for different events. */
  const byId = new Map<string, Held | Variants>();
  let heldBytes = 0;
  let atMost = 0;
  let duplicates = 0;
  const conflicts: Held[] = [];
  let spilled: Spilled | undefined;

  const isFolded = (match: Held): boolean => !keepDuplicates && match.eventID !== '';
  const runs = (): readonly Run[] => spilled?.levels.flat() ?? [];

  const dropReplaced = (): void => {
    if (replaced.size > 0) held = held.filter((match) => !replaced.has(match));
    replaced.clear();
  };

  const spill = (): void => {
    dropReplaced();
    if (!spilled) {
      spilled = begin();
      for (const match of held) if (isFolded(match)) note(match, spilled);
      spilled.isUnclear = false;
    }
    const { folder, levels } = spilled;
    const write = (matches: Iterable<Held>): Run => writeRun(folder.path, matches, fileOf);
    let run = write(held.sort(inOrder));
    held = [];
    byId.clear();
    heldBytes = 0;
    for (let level = 0; ; level++) {
      const ofLevel = levels[level] ?? [];
      levels[level] = ofLevel;
      ofLevel.push(run);
      if (ofLevel.length < fanIn) break;
      run = write(merged(ofLevel.map((one) => one.matches())));
      for (const { close } of ofLevel.splice(0)) close();
    }
  };

  const matches = function* (): Generator<Held> {
    dropReplaced();
    held.sort(inOrder);
    if (!spilled) return yield* held;
    const all = merged([...runs().map((run) => run.matches()), held]);
    if (keepDuplicates) return yield* all;
    spilled.folding = { duplicates: 0, conflicts: [] };
    yield* folded(all, spilled.folding);
  };

  return {
    take(match) {
      if (isFolded(match)) {
        const known = byId.get(match.eventID);
        const all = known && variantsOf(known);
        const place = all?.find(match) ?? -1;
        const same = all?.list[place];
        if (all && same) {
          duplicates++;
          if (asKept(same, match) < 0) return false;
          all.replace(place, match);
          byId.set(match.eventID, all.list.length === 1 ? match : all);
          replaced.add(same);
          held.push(match);
          return true;
        }
        if (spilled) note(match, spilled);
        else if (known) conflicts.push(match);
        all?.add(match);
        byId.set(match.eventID, all ?? match);
      }
      held.push(match);
      atMost++;
      return true;
    },
    endFile(kept, bytes) {
      if (kept === 0) return;
      heldBytes += bytes + kept * overhead;
      if (heldBytes > maxBytes) spill();
    },
    has(count) {
      if (atMost >= count && spilled?.isUnclear) {
        atMost = 0;
        for (const _ of matches()) atMost++;
        spilled.isUnclear = false;
      }
      return atMost >= count;
    },
    matches: () => ({ [Symbol.iterator]: matches }),
    duplicates: () => duplicates + (spilled?.folding.duplicates ?? 0),
    conflicts: () =>
      spilled ? [...spilled.otherTimes, ...spilled.folding.conflicts].sort(asMet) : conflicts,
    close() {
      for (const run of runs()) run.close();
      spilled?.folder.remove();
      spilled?.levels.splice(0);
    },
  };
}

function begin(): Spilled {
  return {
    folder: temporaryFolder(),
    levels: [],
    ids: eventIds(),
    otherTimes: [],
    isUnclear: false,
    folding: { duplicates: 0, conflicts: [] },
  };
}

const id = new Int32Array(2);
const time = new Int32Array(2);

/** Notes the id of a match that was met after all that were noted. */
function note(match: Held, spilled: Spilled): void {
  textHash(match.eventID, id);
  textHash(match.eventTime, time);
  const met = spilled.ids.meet(id[0] as number, id[1] as number, time[0] as number);
  if (met === 'conflict') spilled.otherTimes.push(match);
  if (met === 'copy') spilled.isUnclear = true;
}
