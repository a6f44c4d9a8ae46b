/** The matches of rules: those that a plain scan finds, in its order, with the same copies folded, wherever they are held. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type Match,
  type RuleResult,
  type ScanSource,
  scan,
  scanRules,
} from '../../../src/engines/scan/index.js';
import { UsageError } from '../../../src/model/usage-error.js';
import { type Expr, everything } from '../../../src/query/ast.js';
import { candidates, evaluate } from '../../../src/query/evaluate.js';
import { instantOf } from '../../../src/query/event-time.js';
import { parseRecord } from '../../../src/query/record-test.js';
import { textOf } from '../../../src/query/value-test.js';
import { parseWhere } from '../../../src/query/where/index.js';
import { ownTmpdir } from '../../support/own-tmpdir.js';
import { collidingRecord, sourcesIn } from './colliding-records.js';

const { folder, left } = ownTmpdir();

const limits = { maxFileSize: 2 ** 40, maxRecordSize: 8 * 1024 * 1024, maxDepth: 1000 };

const rules = [
  parseWhere("eventName = 'PutObject'"),
  parseWhere("eventName = 'GetObject' OR eventID = 'a'"),
  parseWhere("eventName = 'DeleteObject'"),
];
const wheres = [
  everything,
  parseWhere("eventTime >= '2024-05-01T10:00:01Z'"),
  parseWhere("eventName != 'PutObject'"),
];
const facts = { paths: [['eventName'], ['text'], ['eventID']], ofRules: [[0, 1], [0, 2], []] };

const placed = ({ bytes, file, member, index, eventTime, eventID }: Match) => ({
  bytes: bytes.toString('latin1'),
  file,
  member,
  index,
  eventTime,
  eventID,
});

/** As a plain scan finds it, and the plain reading of each record tells it. */
async function plainly(sources: readonly ScanSource[], keepDuplicates: boolean, where: Expr = everything) {
  const query = { where, rules, limit: null, keepDuplicates };
  const { matches, duplicates, problems, records } = await scan(sources, query, { threads: 1, limits });
  const told = matches.map((match) => {
    const record = parseRecord(match.bytes, 0, match.bytes.length) ?? {};
    const met = [...rules.keys()].filter((i) => evaluate(rules[i] as Expr, record));
    const wanted = new Set(met.flatMap((rule) => facts.ofRules[rule] ?? []));
    return {
      ...placed(match),
      time: instantOf(match.eventTime),
      rules: met,
      facts: facts.paths.map((path, i) => {
        const texts = wanted.has(i) ? candidates(record, path).flatMap((value) => textOf(value) ?? []) : [];
        return texts.length === 0 ? null : texts.join(', ');
      }),
    };
  });
  return { matches: told, duplicates, problems, records };
}

async function ruled(
  sources: readonly ScanSource[],
  keepDuplicates: boolean,
  threads: number,
  maxBytes: number,
  where: Expr = everything,
) {
  const query = { where, rules, facts, keepDuplicates };
  return toldOf(await scanRules(sources, query, { threads, limits }, maxBytes));
}

async function toldOf(result: RuleResult) {
  const { matches, duplicates, problems, records } = result;
  try {
    const told = Array.from({ length: matches.length }, (_, position) => ({
      ...placed(matches.at(position)),
      time: matches.time(position),
      rules: matches.rules(position),
      facts: facts.paths.map((_path, place) => matches.texts.text(matches.fact(position, place))),
    }));
    expect(told.map(({ eventID }) => eventID)).toEqual(told.map((_, at) => matches.eventID(at)));
    return { matches: told, duplicates, problems, records };
  } finally {
    result.close();
  }
}

/** An export of Event history, whose records hold less than CloudTrail's. */
function lessOf(records: readonly string[]): ScanSource {
  const path = join(folder, `${written++}.csv`);
  const lines = records.map((text) => {
    const { eventTime = '', eventID = '', eventName = '' } = JSON.parse(text);
    return [eventTime, 'alice', eventName, '', '', 's3.amazonaws.com', eventID].join(',');
  });
  const head = 'Event time,User name,Event name,Resource type,Resource name,Event source,Event ID';
  writeFileSync(path, [head, ...lines].join('\n'));
  return { path, shown: 'less' };
}

let written = 0;

/** What matters of an answer of which only the first are shown: their records, and of the others all else. */
function upTo<Told extends { readonly rules: readonly number[]; readonly bytes: string }>(
  count: number,
  { matches, ...rest }: { readonly matches: readonly Told[] },
) {
  let shown = 0;
  return {
    ...rest,
    matches: matches.map(({ bytes, ...match }) => {
      const isShown = shown < count;
      if (match.rules.includes(1)) shown++;
      return { ...match, bytes: isShown ? bytes : null };
    }),
  };
}

describe('the matches of rules', () => {
  it('are those of a plain scan, whatever is held, for one thread and for several', async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(collidingRecord, { maxLength: 12 }), { maxLength: 10 }),
        fc.array(collidingRecord, { maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(1, 2_000, 2 ** 30),
        fc.boolean(),
        fc.constantFrom(1, 3),
        fc.constantFrom(...wheres),
        async (files, less, isFirst, maxBytes, keepDuplicates, threads, where) => {
          const all = sourcesIn(folder, files);
          const sources = isFirst ? [lessOf(less), ...all] : [...all, lessOf(less)];
          const expected = await plainly(sources, keepDuplicates, where);
          whole += expected.duplicates;
          expect(await ruled(sources, keepDuplicates, threads, maxBytes, where)).toEqual(expected);
        },
      ),
      { seed: 20240501, numRuns: 150 },
    );
    expect(whole).toBeGreaterThan(200);
    expect(left()).toEqual([]);
  }, 60_000);

  it('of which the first are wanted are the same, and these are whole', async () => {
    // Long enough that what is left out is less; of each event there may be copies, spelled anew, and conflicts.
    const event = fc
      .record({
        id: fc.nat(60),
        minute: fc.nat(59),
        name: fc.constantFrom('PutObject', 'GetObject'),
        other: fc.nat(20),
      })
      .map(({ id, minute, name, other }) => {
        const eventTime = `2024-05-01T10:${String(other === 0 ? minute : id % 60).padStart(2, '0')}:00Z`;
        const fields = {
          eventVersion: '1.08',
          // What is left out is told by numbers: not so the others.
          eventID:
            id % 6 === 0 ? `a${id}` : `a0000000-0000-4000-8000-0000000000${String(id).padStart(2, '0')}`,
          eventTime,
          eventName: name,
          text: 'x'.repeat(300),
        };
        return JSON.stringify(other === 1 ? Object.fromEntries(Object.entries(fields).reverse()) : fields);
      });
    let left = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 60, maxLength: 100 }), { minLength: 4, maxLength: 8 }),
        fc.constantFrom(0, 1, 2, 7, 30),
        fc.boolean(),
        fc.constantFrom(1, 3),
        async (files, count, keepDuplicates, threads) => {
          const sources = sourcesIn(folder, files);
          const expected = upTo(count, await plainly(sources, keepDuplicates));
          const query = { where: everything, rules, facts, keepDuplicates };
          const first = { count, rules: [1] };
          const found = await toldOf(
            await scanRules(sources, { ...query, first }, { threads, limits }, 2 ** 30),
          );
          expect(upTo(count, found)).toEqual(expected);
          left += found.matches.filter(({ bytes }) => !bytes.endsWith('}')).length;
        },
      ),
      { seed: 20240501, numRuns: 60 },
    );
    expect(left).toBeGreaterThan(1000);
  }, 60_000);

  it('are in order where times are spelled in other ways, do not exist, or are far apart', async () => {
    const times = [
      '2024-05-01T10:00:00Z',
      '2024-02-30T10:00:00Z',
      '2024-02-29T24:00:00Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2024-05-01T12:00:00+02:00',
      '2024-05-01T09:59:59.999Z',
      'yesterday',
    ];
    const all = times.map((eventTime, i) =>
      JSON.stringify({ eventVersion: '1.08', eventTime, eventID: `${i % 3}${i}`, eventName: 'PutObject' }),
    );
    for (const some of [all, all.slice(0, 1), [all[0], all[3], all[4], all[0]], [all[1]], [all[2], all[0]]]) {
      const sources = sourcesIn(folder, [some.filter((text) => text !== undefined).reverse()]);
      expect(await ruled(sources, false, 1, 1)).toEqual(await plainly(sources, false));
    }
  });

  it('are ordered as fast where a single time is spelled in another way', async () => {
    const times = Array.from(
      { length: 4000 },
      (_, i) => new Date(1_714_557_600_000 + ((i * 7919) % 4000) * 1000),
    );
    const records = times.map((time, i) => {
      const eventTime = i === 7 ? time.toISOString() : `${time.toISOString().slice(0, 19)}Z`;
      return JSON.stringify({ eventVersion: '1.08', eventTime, eventID: `e${i}`, eventName: 'PutObject' });
    });
    const sources = sourcesIn(folder, [records]);
    const spelled = vi.spyOn(Date.prototype, 'toISOString');
    const query = { where: everything, rules, keepDuplicates: false };
    (await scanRules(sources, query, { threads: 1, limits }, 2 ** 30)).close();
    // Not at every comparison.
    expect(spelled.mock.calls.length).toBeLessThanOrEqual(times.length);
    spelled.mockRestore();
    expect(await ruled(sources, false, 1, 2 ** 30)).toEqual(await plainly(sources, false));
  });

  it('are held in a file without a name, and nothing is left of it', async () => {
    const sources = sourcesIn(folder, [
      ['{"eventVersion":"1.08","eventName":"PutObject"}'],
      ['{"eventVersion":"1.09","eventName":"PutObject"}'],
    ]);
    const query = { where: everything, rules, keepDuplicates: false };
    const result = await scanRules(sources, query, { threads: 1, limits }, 1);
    expect(left()).toEqual([]);
    expect(String(result.matches.at(1).bytes)).toBe('{"eventVersion":"1.09","eventName":"PutObject"}');
    result.close();
    expect(() => result.matches.at(1).bytes).toThrow();
    result.close();
  });

  it('are not lost where no temporary file can be written: that is said', async () => {
    const sources = sourcesIn(folder, [['{"eventVersion":"1.08","eventName":"PutObject"}']]);
    const query = { where: everything, rules, keepDuplicates: false };
    process.env.TMPDIR = join(folder, 'none');
    try {
      const asked = scanRules(sources, query, { threads: 1, limits }, 1);
      await expect(asked).rejects.toThrow(UsageError);
      await expect(asked).rejects.toThrow(`in '${join(folder, 'none')}': no such file or directory`);
    } finally {
      process.env.TMPDIR = folder;
    }
  });
});
