/** What tells events apart: the id, and the record itself where the id is missing or stands for several. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../src/commands/archive.js';
import { observe } from '../../../src/commands/check/observe.js';
import type { Match } from '../../../src/engines/scan/index.js';
import { everything } from '../../../src/query/ast.js';
import { textNumbers } from '../../../src/query/text-numbers.js';
import { questionOf } from '../../../src/rules/compliance/index.js';

interface Event {
  readonly id: string;
  readonly text: string;
}

/** An archive in which these events match, in this order. */
function archiveOf(events: readonly Event[]): Pick<Archive, 'askRules'> {
  const at = (position: number): Match => ({
    bytes: Buffer.from(events[position]?.text ?? ''),
    file: `file ${position}`,
    member: null,
    index: position,
    eventTime: '2024-05-01T10:00:00Z',
    eventID: events[position]?.id ?? '',
  });
  const ids = textNumbers();
  const idAt = (position: number): string => events[position]?.id ?? '';
  const matches = {
    length: events.length,
    time: () => Date.parse('2024-05-01T10:00:00Z'),
    eventID: idAt,
    idNumber: (position: number) => ids.number(idAt(position) || null),
    compareIds: (a: number, b: number) => (idAt(a) < idAt(b) ? -1 : Number(idAt(a) > idAt(b))),
    rules: (position: number) => [position],
    hasFacts: () => false,
    fact: () => 0,
    texts: textNumbers(),
    at,
  };
  return {
    askRules: async () => ({ matches, presence: { places: [], sources: [] }, background: null }),
  };
}

const question = questionOf([], { principals: null, windows: false });
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('observe', () => {
  it.each<{ name: string; events: readonly Event[]; keys: readonly string[]; ids: readonly string[] }>([
    {
      name: 'ids of their own',
      events: [
        { id: 'a', text: '1' },
        { id: 'b', text: '1' },
      ],
      keys: ['a', 'b'],
      ids: ['a', 'b'],
    },
    {
      name: 'an id that stands for several',
      events: [
        { id: 'a', text: '1' },
        { id: 'b', text: '2' },
        { id: 'a', text: '3' },
        { id: 'a', text: '4' },
      ],
      keys: [`a ${digest('1')}`, 'b', `a ${digest('3')}`, `a ${digest('4')}`],
      ids: ['a', 'b', 'a', 'a'],
    },
    {
      name: 'one without an id',
      events: [
        { id: 'a', text: '1' },
        { id: '', text: '2' },
      ],
      keys: ['a', digest('2')],
      ids: ['a', digest('2')],
    },
    {
      name: 'several without an id',
      events: [
        { id: '', text: '1' },
        { id: '', text: '2' },
        { id: 'a', text: '3' },
      ],
      keys: [digest('1'), digest('2'), 'a'],
      ids: [digest('1'), digest('2'), 'a'],
    },
  ])('$name', async ({ events, keys, ids }) => {
    const { observed, matchOf, idOf } = await observe(archiveOf(events), question, everything, {}, []);
    const positions = [...events.keys()];
    expect(observed.length).toBe(events.length);
    expect(positions.map(observed.event)).toEqual(keys);
    expect(positions.map(observed.tests)).toEqual(positions.map((i) => [i]));
    expect(positions.map((position) => matchOf(position).index)).toEqual(positions);
    expect(positions.map(idOf)).toEqual(ids);
    for (const a of positions) {
      for (const b of positions) {
        const [ours = '', theirs = ''] = [keys[a], keys[b]];
        expect(Math.sign(observed.compare(a, b))).toBe(ours === theirs ? 0 : ours < theirs ? -1 : 1);
      }
    }
  });

  it('takes an empty account for none', async () => {
    const archive = archiveOf([{ id: 'a', text: '1' }]);
    const { matches, ...rest } = await archive.askRules(
      { where: everything, keepDuplicates: false, rules: [] },
      {},
    );
    const told = (account: string): Pick<Archive, 'askRules'> => ({
      askRules: async () => ({
        ...rest,
        matches: { ...matches, fact: (_, place) => (place === 0 ? matches.texts.number(account) : 0) },
      }),
    });
    const accountOf = async (account: string) =>
      (await observe(told(account), question, everything, {}, [])).observed.account(0);
    expect(await accountOf('')).toBe(0);
    expect(await accountOf('111122223333')).toBeGreaterThan(0);
  });

  it('takes records of the same text without an id for copies', async () => {
    const same = [
      { id: '', text: '1' },
      { id: '', text: '1' },
    ];
    const { observed } = await observe(archiveOf(same), question, everything, {}, []);
    expect([0, 1].map(observed.event)).toEqual([digest('1'), digest('1')]);
    expect(observed.compare(0, 1)).toBe(0);
  });
});
