/** One file to its matching records. Runs in a worker; keeps nothing between files. */
import { createInflater } from '../../load/inflate.js';
import { readFile } from '../../load/read-file.js';
import { createKernel } from '../../load/split/kernel.js';
import { recordTest } from '../../query/record-test.js';
import { type FactReader, factReader } from './facts.js';
import { told, unreadable } from './file-result.js';
import type { Assignment, FileResult, FileTask, Hits } from './protocol.js';
import { type RecordSink, recordSink } from './record-sink.js';
import { ruleGate } from './rule-gate.js';

interface Matches extends RecordSink {
  readonly pieces: Buffer[];
  readonly indexes: number[];
  /** With rules: which each match satisfies, where its time and id are, and the numbers of its facts. */
  readonly rules: (readonly number[])[];
  readonly spots: number[];
  readonly facts: (readonly number[] | null)[];
}

/** Does the work that depends on the question once; the returned function never throws for what a file holds. */
export function fileScanner(assignment: Assignment): (task: FileTask) => FileResult {
  const { where, rules, facts, literals, limits, limit } = assignment;
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  const gate = rules && ruleGate(rules, limits.maxRecordSize, facts?.paths);
  const reader = gate && facts && factReader(facts.paths, gate.also);
  const ofFacts = new Set(facts?.of);
  const kernel = createKernel(literals, gate?.extension);
  const tools = {
    inflater: createInflater(),
    kernel,
    limits,
    longestLiteral: Math.max(0, ...literals.map(({ text }) => text.length)),
  };
  const test = recordTest(where);

  /** Collects the matches of one reading. */
  const collect = (): Matches => {
    const found: Omit<Matches, keyof RecordSink> = {
      pieces: [],
      indexes: [],
      rules: [],
      spots: [],
      facts: [],
    };
    const sink = recordSink((bytes, start, end, index, memory) => {
      // Other readers than the kernel's hand over bytes of their own.
      const inKernel = memory === kernel.bytes();
      const rulesTest = gate && (inKernel ? gate.testFor(start, end) : gate.all);
      if (gate && !rulesTest) return true;
      const matches = test(bytes, start, end);
      const met = matches && rulesTest ? rulesTest(bytes, start, end) : [];
      if (matches === undefined || met === undefined) return undefined;
      if (matches && (!gate || met.length > 0)) {
        found.pieces.push(Buffer.from(bytes.subarray(start, end)));
        found.indexes.push(index);
        if (gate) {
          const isFound = inKernel && gate.isFound();
          found.rules.push(met);
          found.spots.push(...(isFound ? gate.spots(start) : nowhere));
          const isAsked = met.some((rule) => ofFacts.has(rule));
          found.facts.push(reader && isAsked ? reader.read(bytes, start, end, isFound) : null);
        }
      }
      return found.indexes.length < wanted;
    });
    return Object.assign(sink, found);
  };

  return ({ source, ...file }) => {
    try {
      const parts = readFile(file, tools, collect);
      const sinks = parts.map(({ sink }) => sink);
      return {
        ...told(source, parts, ({ pieces }) => pieces.length),
        ...packed(sinks.flatMap(({ pieces }) => pieces)),
        indexes: Int32Array.from(sinks.flatMap(({ indexes }) => indexes)),
        ...(rules
          ? { hits: hitsOf(sinks, facts && reader ? { reader, width: facts.paths.length } : null) }
          : {}),
      };
    } catch (error) {
      return unreadable(source, error);
    }
  };
}

function packed(pieces: readonly Buffer[]): Pick<FileResult, 'bytes' | 'ends'> {
  let size = 0;
  const ends = Int32Array.from(pieces, (piece) => {
    size += piece.length;
    return size;
  });
  const bytes = new Uint8Array(size);
  for (const [i, piece] of pieces.entries()) bytes.set(piece, (ends[i] as number) - piece.length);
  return { bytes, ends };
}

const nowhere = [0, 0, 0, 0];

function hitsOf(
  sinks: readonly Matches[],
  asked: { readonly reader: FactReader; readonly width: number } | null,
): Hits {
  const rules = sinks.flatMap((sink) => sink.rules);
  let size = 0;
  const ends = Int32Array.from(rules, (own) => {
    size += own.length;
    return size;
  });
  const hits = {
    rules: Int32Array.from(rules.flat()),
    ends,
    spots: Int32Array.from(sinks.flatMap(({ spots }) => spots)),
  };
  if (!asked) return hits;
  const { reader, width } = asked;
  const facts = sinks.flatMap((sink) => sink.facts);
  const numbers = new Int32Array(width * facts.length);
  for (const [i, own] of facts.entries()) if (own) numbers.set(own, width * i);
  return {
    ...hits,
    facts: { texts: reader.texts(), has: Uint8Array.from(facts, (own) => (own ? 1 : 0)), numbers },
  };
}
