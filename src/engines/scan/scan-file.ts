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
import { metCombinations } from './met-rules.js';
import { joined, NumberList } from './number-list.js';
import { omitter } from './omissions.js';
import { createPile } from './pile.js';
import type { Assignment, FileResult, FileTask } from './protocol.js';
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
      const met = rulesTest(bytes, start, end);
      // What the question asks besides is read from the record anew: of the few that satisfy a rule.
      const matches = met && (met.length === 0 || test(bytes, start, end));
      if (met === undefined || matches === undefined) return undefined;
      if (matches && met.length > 0) {
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

/** The keys of a record of which none is told. */
const untold = new Int32Array(Float64Array.of(Number.NaN, 0, 0, 0).buffer);

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
