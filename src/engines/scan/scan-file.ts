/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { createInflater } from '../../load/inflate.js';
import { readFile } from '../../load/read-file.js';
import { keyNumbers } from '../../load/split/columns.js';
import { createKernel } from '../../load/split/kernel.js';
import type { Present } from '../../model/presence.js';
import { fieldReader } from '../../query/field-reader.js';
import { recordTest } from '../../query/record-test.js';
import { factReader } from './facts.js';
import { told, unreadable } from './file-result.js';
import { byMet } from './met-rules.js';
import { joined, NumberList } from './number-list.js';
import { omitter } from './omissions.js';
import type { Assignment, FileResult, FileTask, Hits } from './protocol.js';
import { type RecordSink, recordSink } from './record-sink.js';
import { type RuleGate, ruleGate } from './rule-gate.js';

type Spots = readonly [timeStart: number, timeEnd: number, idStart: number, idEnd: number];

interface Matches extends RecordSink {
  /** Where each match starts and ends in the pile. */
  readonly places: NumberList;
  readonly indexes: NumberList;
  /** Without rules, as `FileResult` has them. */
  readonly spots: NumberList;
  /** With rules, as `Hits` and `Facts` have them. */
  readonly met: NumberList;
  readonly keys: NumberList;
  readonly out: NumberList;
  readonly hasFacts: NumberList;
  readonly factNumbers: NumberList;
  /** With presence: all records that were read. */
  readonly presence: Present[];
}

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, rules, facts, first, presence = false, literals, limits, limit } = assignment;
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  const gate = rules && ruleGate(rules, limits.maxRecordSize, presence, facts?.paths);
  const reader = gate && facts && factReader(facts, gate.also);
  const kernel = createKernel(literals, gate?.extension);
  const tools = {
    inflater: createInflater(),
    kernel,
    limits,
    longestLiteral: Math.max(0, ...literals.map(({ text }) => text.length)),
  };
  const test = recordTest(where);
  const isOut = first && omitter(first);
  const pile = createPile();
  const combinations = metCombinations();

  /** Moves what was met in the reading at hand to it: the next one uses the same tables. */
  let movePresence = (): void => undefined;

  const addRecord = (bytes: Buffer, start: number, end: number, places: NumberList): void => {
    places.push(pile.size);
    places.push(pile.add(bytes, start, end));
  };
  /** Adds what is told of a match of rules. `isFound`: the column reader has found it last. */
  const addHit = (
    found: Omit<Matches, keyof RecordSink>,
    met: readonly number[],
    [bytes, start, end]: readonly [bytes: Buffer, start: number, end: number],
    own: RuleGate | undefined,
  ): void => {
    const { keys, places } = found;
    found.met.push(combinations.placeOf(met));
    const at = keys.add(keyNumbers);
    let isLeftOut = false;
    if (own) {
      const second = own.keys(isOut ? start : 0, end, keys.numbers, at);
      isLeftOut = isOut?.(met, second, keys.numbers, at + 2) === true;
    } else keys.numbers.set(untold, at);
    if (isLeftOut) {
      places.push(pile.size);
      places.push(pile.size);
    } else addRecord(bytes, start, end, places);
    if (isOut) found.out.push(Number(isLeftOut));
    if (reader)
      found.hasFacts.push(Number(reader.read(met, bytes, start, end, own !== undefined, found.factNumbers)));
  };

  /** Collects the matches of one reading. */
  const collect = (): Matches => {
    movePresence();
    const found: Omit<Matches, keyof RecordSink> = {
      places: new NumberList(),
      indexes: new NumberList(),
      spots: new NumberList(),
      met: new NumberList(),
      keys: new NumberList(),
      out: new NumberList(),
      hasFacts: new NumberList(),
      factNumbers: new NumberList(),
      presence: [],
    };
    movePresence = () => {
      if (gate && presence) found.presence.push(gate.presence());
    };
    const sink = recordSink((bytes, start, end, index, memory) => {
      if (!gate) {
        const matches = test(bytes, start, end);
        if (matches === undefined) return undefined;
        if (matches) {
          found.indexes.push(index);
          addRecord(bytes, start, end, found.places);
          for (const spot of spotsOf(bytes, start, end)) found.spots.push(spot);
        }
        return found.indexes.size < wanted;
      }
      // Other readers than the kernel's hand over bytes of their own.
      const inKernel = memory === kernel.bytes();
      if (!inKernel) gate.meet(bytes, start, end);
      const rulesTest = inKernel ? gate.testFor(bytes, start, end) : gate.all;
      if (!rulesTest) return true;
      const matches = test(bytes, start, end);
      const met = matches ? rulesTest(bytes, start, end) : noRules;
      if (matches === undefined || met === undefined) return undefined;
      if (met.length > 0) {
        found.indexes.push(index);
        addHit(found, met, [bytes, start, end], inKernel && gate.isFound() ? gate : undefined);
      }
      return found.indexes.size < wanted;
    });
    return Object.assign(sink, found);
  };

  return ({ source, ...file }) => {
    pile.clear();
    combinations.clear();
    try {
      const parts = readFile(file, tools, collect);
      movePresence();
      const sinks = parts.map(({ sink }) => sink);
      const all = (of: (sink: Matches) => NumberList): Int32Array => joined(sinks.map(of));
      return {
        ...told(source, parts, ({ indexes }) => indexes.size),
        ...pile.taken(all(({ places }) => places)),
        indexes: all(({ indexes }) => indexes),
        spots: all(({ spots }) => spots),
        ...(rules
          ? {
              hits: {
                ...combinations.list(),
                met: all(({ met }) => met),
                keys: all(({ keys }) => keys),
                ...(isOut ? { out: all(({ out }) => out) } : {}),
                ...(reader
                  ? {
                      facts: {
                        dictionary: reader.dictionary(),
                        has: all(({ hasFacts }) => hasFacts),
                        numbers: all(({ factNumbers }) => factNumbers),
                      },
                    }
                  : {}),
              },
            }
          : {}),
        ...(reader ? { dictionaries: reader.unsent() } : {}),
        ...(presence ? { presence: sinks.flatMap((sink) => sink.presence) } : {}),
      };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}

const noRules: readonly number[] = [];
/** The keys of a record of which none is told. */
const untold = new Int32Array(Float64Array.of(Number.NaN, 0, 0, 0).buffer);

/** The combinations of rules that were met in a file. */
function metCombinations(): {
  /** Its place in the list. */
  placeOf(met: readonly number[]): number;
  list(): Pick<Hits, 'rules' | 'ends'>;
  clear(): void;
} {
  let file = 0;
  let rules = new NumberList();
  let ends = new NumberList();
  /** Where each is in the list of the file that it was met in last. */
  const known = byMet(() => ({ file: -1, place: 0 }));
  return {
    placeOf(met) {
      const own = known(met);
      if (own.file !== file) {
        own.file = file;
        own.place = ends.size;
        for (const rule of met) rules.push(rule);
        ends.push(rules.size);
      }
      return own.place;
    },
    list: () => ({ rules: joined([rules]), ends: joined([ends]) }),
    clear() {
      file++;
      rules = new NumberList();
      ends = new NumberList();
    },
  };
}

/** The bytes of a file's matches, one behind the other. */
interface Pile {
  size: number;
  clear(): void;
  /** Returns where they end. */
  add(from: Buffer, start: number, end: number): number;
  /** Those with these places, start and end of each; the pile is not to be added to before it is cleared. */
  taken(places: Int32Array): Pick<FileResult, 'bytes' | 'ends'>;
}

const smallest = 64 * 1024;
const largestKept = 16 * 1024 * 1024;

function createPile(): Pile {
  let bytes = Buffer.allocUnsafeSlow(smallest);
  /** Files of an archive are of about one size. */
  let expected = smallest;
  const pile: Pile = {
    size: 0,
    clear() {
      pile.size = 0;
      if (bytes.length > largestKept) bytes = Buffer.alloc(0);
    },
    add(from, start, end) {
      const size = pile.size + end - start;
      if (size > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * size, expected));
        bytes.copy(larger, 0, 0, pile.size);
        bytes = larger;
      }
      from.copy(bytes, pile.size, start, end);
      pile.size = size;
      return size;
    },
    taken(places) {
      expected = Math.min(largestKept, Math.max(smallest, Math.ceil(1.25 * pile.size)));
      if (pile.size < smallest || 2 * pile.size < bytes.length || isTorn(places))
        return packed(bytes, places);
      // Much of it is used: it is handed over as it is.
      const own = new Uint8Array(bytes.buffer, 0, pile.size);
      bytes = Buffer.alloc(0);
      return { bytes: own, ends: places.filter((_, i) => i % 2 === 1) };
    },
  };
  return pile;
}

/** Whether there are bytes between them of readings that were given up. */
function isTorn(places: Int32Array): boolean {
  if (places[0] !== 0) return true;
  for (let i = 2; i < places.length; i += 2) if (places[i] !== places[i - 1]) return true;
  return false;
}

function packed(pile: Buffer, places: Int32Array): Pick<FileResult, 'bytes' | 'ends'> {
  const ends = new Int32Array(places.length / 2);
  let size = 0;
  for (let i = 0; i < ends.length; i++) {
    size += (places[2 * i + 1] as number) - (places[2 * i] as number);
    ends[i] = size;
  }
  const bytes = new Uint8Array(size);
  let to = 0;
  for (let i = 0; i < places.length; ) {
    const start = places[i] as number;
    let end = places[i + 1] as number;
    for (i += 2; places[i] === end; i += 2) end = places[i + 1] as number;
    bytes.set(pile.subarray(start, end), to);
    to += end - start;
  }
  return { bytes, ends };
}

const nowhere: Spots = [0, 0, 0, 0];
const keys = fieldReader([['eventTime'], ['eventID']]);

/** Where in the record the values of `eventTime` and `eventID` start and end. */
function spotsOf(bytes: Buffer, start: number, end: number): Spots {
  if (!keys.read(bytes, start, end)) return nowhere;
  const span = (slot: number): readonly [number, number] =>
    keys.count(slot) === 1 ? keys.span(slot, 0) : [start, start];
  const [[timeStart, timeEnd], [idStart, idEnd]] = [span(0), span(1)];
  return [timeStart - start, timeEnd - start, idStart - start, idEnd - start];
}
