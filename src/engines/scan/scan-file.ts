/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { createInflater } from '../../load/inflate.js';
import { readFile } from '../../load/read-file.js';
import { createKernel } from '../../load/split/kernel.js';
import type { Present } from '../../model/presence.js';
import { fieldReader } from '../../query/field-reader.js';
import { recordTest } from '../../query/record-test.js';
import { type FactReader, factReader } from './facts.js';
import { told, unreadable } from './file-result.js';
import { omitter, type Spots } from './omissions.js';
import type { Assignment, FileResult, FileTask, Hits } from './protocol.js';
import { type RecordSink, recordSink } from './record-sink.js';
import { ruleGate } from './rule-gate.js';

interface Matches extends RecordSink {
  /** Where each match starts and ends in the pile. */
  readonly places: number[];
  readonly indexes: number[];
  /** As `FileResult` has them. */
  readonly spots: number[];
  /** With rules, as `Hits` and `Facts` have them. */
  readonly rules: number[];
  readonly ruleEnds: number[];
  readonly hasFacts: number[];
  readonly factNumbers: number[];
  /** With `first`, as `Omissions` has them. */
  readonly out: number[];
  readonly contents: number[];
  /** With presence: all records that were read. */
  readonly presence: Present[];
}

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, rules, facts, first, presence = false, literals, limits, limit } = assignment;
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  const gate = rules && ruleGate(rules, limits.maxRecordSize, presence, facts?.paths);
  const reader = gate && facts && factReader(facts, gate.also);
  const width = reader && facts ? facts.paths.length : 0;
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

  /** Moves what was met in the reading at hand to it: the next one uses the same tables. */
  let movePresence = (): void => undefined;

  /** Collects the matches of one reading. */
  const collect = (): Matches => {
    movePresence();
    const found: Omit<Matches, keyof RecordSink> = {
      places: [],
      indexes: [],
      rules: [],
      ruleEnds: [],
      spots: [],
      hasFacts: [],
      factNumbers: [],
      out: [],
      contents: [],
      presence: [],
    };
    movePresence = () => {
      if (gate && presence) found.presence.push(gate.presence());
    };
    const sink = recordSink((bytes, start, end, index, memory) => {
      // Other readers than the kernel's hand over bytes of their own.
      const inKernel = memory === kernel.bytes();
      if (!inKernel) gate?.meet(bytes, start, end);
      const rulesTest = gate && (inKernel ? gate.testFor(bytes, start, end) : gate.all);
      if (gate && !rulesTest) return true;
      const matches = test(bytes, start, end);
      const met = matches && rulesTest ? rulesTest(bytes, start, end) : [];
      if (matches === undefined || met === undefined) return undefined;
      if (matches && (!gate || met.length > 0)) {
        found.indexes.push(index);
        const isFound = inKernel && gate?.isFound() === true;
        const spots = gate && isFound ? gate.spots(start) : spotsOf(bytes, start, end);
        // Only of a whole record in the kernel's memory is the content told.
        const leftOut = isFound && isOut?.(bytes, start, spots, met) === true;
        if (leftOut) addKeys(bytes, start, spots, pile, found);
        else {
          found.places.push(pile.size, pile.add(bytes, start, end));
          found.spots.push(...spots);
        }
        if (gate) {
          for (const rule of met) found.rules.push(rule);
          found.ruleEnds.push(found.rules.length);
          if (isOut) {
            found.out.push(leftOut ? 1 : 0);
            found.contents.push(...(isFound ? gate.content(start, end) : noContent));
          }
          const own = reader?.read(met, bytes, start, end, isFound) ?? null;
          found.hasFacts.push(own ? 1 : 0);
          for (let i = 0; i < width; i++) found.factNumbers.push(own?.[i] ?? 0);
        }
      }
      return found.indexes.length < wanted;
    });
    return Object.assign(sink, found);
  };

  return ({ source, ...file }) => {
    pile.clear();
    try {
      const parts = readFile(file, tools, collect);
      movePresence();
      const sinks = parts.map(({ sink }) => sink);
      return {
        ...told(source, parts, ({ indexes }) => indexes.length),
        ...packed(
          pile,
          numbers(sinks, ({ places }) => places),
        ),
        indexes: new Int32Array(numbers(sinks, ({ indexes }) => indexes)),
        spots: new Int32Array(numbers(sinks, ({ spots }) => spots)),
        ...(rules ? { hits: hitsOf(sinks, reader, first !== undefined) } : {}),
        ...(reader ? { dictionaries: reader.unsent() } : {}),
        ...(presence ? { presence: sinks.flatMap((sink) => sink.presence) } : {}),
      };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}

/** The bytes of a file's matches, one behind the other, in a buffer that the next file uses again. */
interface Pile {
  size: number;
  bytes(): Buffer;
  clear(): void;
  /** Returns where they end. */
  add(from: Buffer, start: number, end: number): number;
}

const largestKept = 16 * 1024 * 1024;

function createPile(): Pile {
  let bytes = Buffer.allocUnsafeSlow(64 * 1024);
  const pile: Pile = {
    size: 0,
    bytes: () => bytes,
    clear() {
      pile.size = 0;
      if (bytes.length > largestKept) bytes = Buffer.allocUnsafeSlow(64 * 1024);
    },
    add(from, start, end) {
      const size = pile.size + end - start;
      if (size > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(2 * size);
        bytes.copy(larger, 0, 0, pile.size);
        bytes = larger;
      }
      from.copy(bytes, pile.size, start, end);
      pile.size = size;
      return size;
    },
  };
  return pile;
}

/** `places`: start and end of each. Readings that were given up left bytes between them. */
function packed(pile: Pile, places: readonly number[]): Pick<FileResult, 'bytes' | 'ends'> {
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
    bytes.set(pile.bytes().subarray(start, end), to);
    to += end - start;
  }
  return { bytes, ends };
}

const nowhere: Spots = [0, 0, 0, 0];
const noContent = [0, 0];
const keys = fieldReader([['eventTime'], ['eventID']]);

/** The spots of a record that is in no column reader. */
function spotsOf(bytes: Buffer, start: number, end: number): Spots {
  if (!keys.read(bytes, start, end)) return nowhere;
  const span = (slot: number): readonly [number, number] =>
    keys.count(slot) === 1 ? keys.span(slot, 0) : [start, start];
  const [[timeStart, timeEnd], [idStart, idEnd]] = [span(0), span(1)];
  return [timeStart - start, timeEnd - start, idStart - start, idEnd - start];
}

/** Of a record that is not wanted: a byte, for a spot of 0 is none, then its time and its id. */
function addKeys(
  bytes: Buffer,
  start: number,
  [timeStart, timeEnd, idStart, idEnd]: Spots,
  pile: Pile,
  { places, spots }: Pick<Matches, 'places' | 'spots'>,
): void {
  const from = pile.size;
  const time = pile.add(bytes, start, start + 1) - from;
  const id = pile.add(bytes, start + timeStart, start + timeEnd) - from;
  const end = pile.add(bytes, start + idStart, start + idEnd);
  places.push(from, end);
  spots.push(time, id, id, end - from);
}

/** Of all readings; nearly every file has one. */
function numbers(sinks: readonly Matches[], of: (sink: Matches) => readonly number[]): readonly number[] {
  const [only] = sinks;
  return only && sinks.length === 1 ? of(only) : sinks.flatMap(of);
}

function hitsOf(sinks: readonly Matches[], reader: FactReader | undefined, isFirst: boolean): Hits {
  const ruleEnds: number[] = [];
  let before = 0;
  for (const { rules, ruleEnds: own } of sinks) {
    for (const end of own) ruleEnds.push(before + end);
    before += rules.length;
  }
  const hits = {
    rules: new Int32Array(numbers(sinks, ({ rules }) => rules)),
    ends: new Int32Array(ruleEnds),
    ...(isFirst
      ? {
          omissions: {
            out: new Uint8Array(numbers(sinks, ({ out }) => out)),
            contents: new Int32Array(numbers(sinks, ({ contents }) => contents)),
          },
        }
      : {}),
  };
  if (!reader) return hits;
  return {
    ...hits,
    facts: {
      dictionary: reader.dictionary(),
      has: new Uint8Array(numbers(sinks, ({ hasFacts }) => hasFacts)),
      numbers: new Int32Array(numbers(sinks, ({ factNumbers }) => factNumbers)),
    },
  };
}
