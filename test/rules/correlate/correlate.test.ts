/** Correlations over hits: windows, groups, order, and what is made of events that come late, twice or not at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlate, neededPaths } from '../../../src/rules/correlate/index.js';
import type { CorrelationRule } from '../../../src/rules/sigma/index.js';
import { correlationsOf } from '../sigma/rule-text.js';
import { type Hit, listed } from './hits.js';

const keys: Readonly<Record<string, string>> = { a: '0.yml#0', b: '1.yml#0', c: '2.yml#0', d: '3.yml#0' };

function correlation(lines: string): CorrelationRule {
  const [only] = correlationsOf(`title: t\nlevel: high\ncorrelation:\n  ${lines.replaceAll('\n', '\n  ')}\n`);
  if (!only) throw new Error('no correlation');
  return only;
}

/** `a@0 a@60/bob b@90/bob/value`: rule, seconds, who (alice), value (none). Each is an event of its own. */
function hitsOf(rule: CorrelationRule, text: string): readonly Hit[] {
  const paths = neededPaths([rule]).map((path) => path.join('.'));
  return text.split(' ').map((word, i) => {
    const [at = '', who = 'alice', value] = word.split('/');
    const [name = '', seconds = '0'] = at.split('@');
    const facts: Readonly<Record<string, string | null>> = {
      who: who === '' ? null : who,
      value: value ?? null,
      'geoip.location': value ?? null,
    };
    const event = seconds.includes('=') ? (seconds.split('=')[1] ?? '') : `e${i}`;
    return {
      rule: keys[name] ?? '',
      time: seconds === '?' ? Number.NaN : Number(seconds.split('=')[0]) * 1000,
      event,
      facts: paths.map((path) => facts[path] ?? null),
      position: i,
    };
  });
}

/** `first-last value: positions`, in seconds. */
function findings(rule: CorrelationRule, text: string): readonly string[] {
  return correlate([rule], listed(hitsOf(rule, text))).findings.map(
    ({ first, last, value, positions, group }) =>
      `${first / 1000}-${last / 1000} ${value}: ${positions.join(' ')}${group[0]?.value === 'alice' ? '' : ` of ${group[0]?.value ?? 'all'}`}`,
  );
}

const counted = (type: string, more: string): CorrelationRule =>
  correlation(
    `type: ${type}\nrules: ${type.startsWith('temporal') ? '[a, b, c]' : 'a'}\ngroup-by: who\ntimespan: 60s\n${more}`,
  );

describe('event_count', () => {
  const three = counted('event_count', 'condition: {gte: 3}');
  it.each<[string, string, readonly string[]]>([
    ['too few', 'a@0 a@10', []],
    ['enough', 'a@0 a@10 a@20', ['0-20 3: 0 1 2']],
    ['enough at the very end of the timespan', 'a@0 a@30 a@60', ['0-60 3: 0 1 2']],
    ['a second too late', 'a@0 a@30 a@61', []],
    ['across what would be a fixed boundary', 'a@50 a@59 a@61', ['50-61 3: 0 1 2']],
    ['one episode while it holds', 'a@0 a@10 a@20 a@30 a@70', ['0-70 4: 0 1 2 3 4']],
    ['two episodes', 'a@0 a@10 a@20 a@200 a@210 a@220', ['0-20 3: 0 1 2', '200-220 3: 3 4 5']],
    ['in whatever order they come', 'a@20 a@0 a@10', ['0-20 3: 1 2 0']],
    ['at one moment', 'a@5 a@5 a@5', ['5-5 3: 0 1 2']],
    ['the same event twice', 'a@0=x a@0=x a@10', []],
    ['groups apart', 'a@0 a@10/bob a@20', []],
    ['a group of its own', 'a@0/bob a@10/bob a@20/bob', ['0-20 3: 0 1 2 of bob']],
    ['without the field of the group', 'a@0/ a@10/ a@20/', []],
    ['without a time', 'a@0 a@? a@20', []],
    ['rules that are not counted', 'a@0 b@10 a@20', []],
  ])('%s', (_, hits, found) => expect(findings(three, hits)).toEqual(found));

  it('says what was left out', () => {
    const { leftOut } = correlate([three], listed(hitsOf(three, 'a@0/ a@? a@20')));
    expect([...leftOut.values()]).toEqual([2]);
  });

  it.each<[string, string, readonly string[]]>([
    ['{lt: 2}', 'a@0 a@100 a@110', ['0-0 1: 0']],
    ['{eq: 2}', 'a@0 a@10 a@100', ['0-10 2: 0 1']],
    ['{neq: 2}', 'a@0 a@10 a@100', ['100-100 1: 2']],
    ['{gte: 2, lte: 3}', 'a@0 a@10 a@100 a@101 a@102 a@103', ['0-10 2: 0 1']],
    ['{gt: 1}', 'a@0 a@10', ['0-10 2: 0 1']],
  ])('%s', (condition, hits, found) => {
    expect(findings(counted('event_count', `condition: ${condition}`), hits)).toEqual(found);
  });

  it('without a group', () => {
    const all = correlation('type: event_count\nrules: a\ntimespan: 60s\ncondition: {gte: 2}');
    expect(findings(all, 'a@0/x a@1/y')).toEqual(['0-1 2: 0 1 of all']);
  });
});

describe('values', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['value_count', '{gte: 2, field: value}', 'a@0/alice/x a@1/alice/x a@2/alice/y', ['0-2 2: 0 1 2']],
    ['value_count', '{gte: 2, field: value}', 'a@0/alice/x a@1/alice a@2/alice/x', []],
    ['value_count', '{gte: 2, field: [value, who]}', 'a@0/alice/x a@1/alice/y', ['0-1 2: 0 1']],
    ['value_sum', '{gte: 100, field: value}', 'a@0/alice/60 a@1/alice/50', ['0-1 110: 0 1']],
    ['value_sum', '{gte: 100, field: value}', 'a@0/alice/60 a@1/alice/word', []],
    ['value_avg', '{gt: 10, field: value}', 'a@0/alice/5 a@1/alice/25', ['0-1 15: 0 1']],
    ['value_median', '{gte: 5, field: value}', 'a@0/alice/1 a@1/alice/5 a@2/alice/100', ['0-2 5: 0 1 2']],
    [
      'value_percentile',
      '{gte: 90, percentile: 75, field: value}',
      'a@0/alice/0 a@1/alice/100 a@2/alice/100',
      ['0-2 100: 0 1 2'],
    ],
  ])('%s %s of %s', (type, condition, hits, found) => {
    expect(findings(counted(type, `condition: ${condition}`), hits)).toEqual(found);
  });

  it.each<[string, string, string, readonly string[] | null]>([
    ['value_count', '{gte: 2, field: value}', 'a@1/alice/y a@0/alice/x a@2/alice/x', ['x', 'y']],
    ['value_count', '{gte: 2, field: [value, who]}', 'a@0/alice/x:1 a@1/alice/y', ['x:1, alice', 'y, alice']],
    ['value_sum', '{gte: 2, field: value}', 'a@0/alice/1 a@1/alice/2', null],
  ])('of %s %s are told: %s', (type, condition, hits, told) => {
    const rule = counted(type, `condition: ${condition}`);
    const found = correlate([rule], listed(hitsOf(rule, hits)));
    expect(found.findings.map(({ values }) => values)).toEqual([told]);
  });
});

describe('temporal', () => {
  const all = counted('temporal', '');
  it.each<[string, string, readonly string[]]>([
    ['all, in any order', 'c@0 a@10 b@20', ['0-20 3: 0 1 2']],
    ['one missing', 'a@0 a@1 b@2', []],
    ['one too late', 'a@0 b@1 c@61', []],
    ['one event that satisfies two', 'a@0=x b@0=x c@5', ['0-5 3: 0 1 2']],
    ['of several callers', 'a@0/bob b@1 c@2', []],
  ])('%s', (_, hits, found) => expect(findings(all, hits)).toEqual(found));

  it('with a number of its own', () => {
    expect(findings(counted('temporal', 'condition: {gte: 2}'), 'a@0 c@1')).toEqual(['0-1 2: 0 1']);
  });

  it('with a condition in words', () => {
    const either = counted('temporal', 'condition: a and (b or c)');
    expect(findings(either, 'a@0 c@1')).toEqual(['0-1 2: 0 1']);
    expect(findings(either, 'b@0 c@1')).toEqual([]);
  });
});

describe('temporal_ordered', () => {
  const ordered = counted('temporal_ordered', '');
  it.each<[string, string, readonly string[]]>([
    ['in order', 'a@0 b@10 c@20', ['0-20 3: 0 1 2']],
    ['not in order', 'c@0 b@10 a@20', []],
    ['in order in the end', 'b@0 a@10 b@20 c@30', ['10-30 3: 1 2 3']],
    ['at the same second', 'c@5 b@5 a@5', ['5-5 3: 2 1 0']],
    ['an earlier step again behind', 'a@0 b@10 c@20 a@30', ['0-30 3: 0 1 2 3']],
    ['too long from first to last', 'a@0 b@40 c@61', []],
    ['a later beginning counts', 'a@0 a@30 b@40 c@61', ['30-61 3: 1 2 3']],
  ])('%s', (_, hits, found) => expect(findings(ordered, hits)).toEqual(found));
});

describe('correlations of correlations', () => {
  it('count the findings', () => {
    const text = [
      'title: burst\nname: burst\ncorrelation: {type: event_count, rules: a, group-by: who, timespan: 60s, condition: {gte: 2}}',
      'title: outer\ncorrelation: {type: temporal_ordered, rules: [burst, b], group-by: who, timespan: 1h}',
    ].join('\n---\n');
    const rules = correlationsOf(text);
    const [first] = rules;
    if (!first) throw new Error('no correlation');
    const { findings: found } = correlate(rules, listed(hitsOf(first, 'a@0 a@1 b@100')));
    expect(found.map(({ rule, positions }) => [rule.title, positions])).toEqual([
      ['burst', [0, 1]],
      ['outer', [0, 1, 2]],
    ]);
  });
});

describe('aliases', () => {
  it('name another field in each rule', () => {
    const [rule] = correlationsOf(
      'title: t\ncorrelation: {type: temporal, rules: [a, b], group-by: user, timespan: 60s, aliases: {user: {a: who, b: value}}}',
    );
    if (!rule) throw new Error('no correlation');
    expect(findings(rule, 'a@0/bob b@1/x/bob')).toEqual(['0-1 2: 0 1 of bob']);
  });
});

describe('travel', () => {
  const rule = correlation('type: travel\nrules: a\ngroup-by: who\ntimespan: 12h\ncondition: {gte: 900}');
  const places: Readonly<Record<string, string>> = {
    paris: '48.8566,2.3522',
    york: '40.7128,-74.006',
    berlin: '52.52,13.405',
    hamburg: '53.55,10',
    east: '0,179.9',
    west: '0,-179.9',
    north: '89,0',
    over: '89,180',
    null: '0,0',
    far: '0,180',
    wrong: 'somewhere',
  };
  const journey = (text: string): readonly string[] =>
    findings(
      rule,
      text.replaceAll(/\/(\w+)(?= |$)/g, (_, place: string) => `/alice/${places[place] ?? ''}`),
    );
  it.each<[string, string, readonly string[]]>([
    ['over an ocean in an hour', 'a@0/paris a@3600/york', ['0-3600 5837: 0 1']],
    ['in eight hours, which an airliner needs', 'a@0/paris a@28800/york', []],
    ['in another order', 'a@3600/york a@0/paris', ['0-3600 5837: 1 0']],
    ['half around the earth in a second', 'a@0/null a@1/far', ['0-1 72054312: 0 1']],
    ['at one time, taken for a second', 'a@0/null a@0/far', ['0-0 72054312: 0 1']],
    ['too near to tell', 'a@0/berlin a@10/hamburg', []],
    ['over the date line, which is near', 'a@0/east a@1/west', []],
    ['over the pole, which is near', 'a@0/north a@1/over', []],
    ['longer ago than the timespan', 'a@0/paris a@43201/york', []],
    ['without a place between', 'a@0/paris a@60/wrong a@3600/york', ['0-3600 5837: 0 2']],
    [
      'there and back again is one finding',
      'a@0/paris a@3600/york a@7200/york a@9000/paris',
      ['0-9000 11674: 0 1 2 3'],
    ],
    [
      'days later it is another',
      'a@0/paris a@3600/york a@99999/york a@103599/paris',
      ['0-3600 5837: 0 1', '99999-103599 5837: 2 3'],
    ],
  ])('%s', (_, text, found) => expect(journey(text)).toEqual(found));
  it('is of one group', () => {
    expect(findings(rule, `a@0/alice/${places.paris} a@60/bob/${places.york}`)).toEqual([]);
  });
});

describe('any hits', () => {
  const rules = [
    counted('event_count', 'condition: {gte: 3}'),
    counted('event_count', 'condition: {lte: 3}'),
    counted('temporal', ''),
    counted('temporal_ordered', ''),
    counted('value_count', 'condition: {gte: 2, field: value}'),
  ];
  const word = fc
    .tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.integer({ min: 0, max: 200 }),
      fc.constantFrom('alice', 'bob'),
      fc.constantFrom('x', 'y'),
    )
    .map(([name, time, who, value]) => `${name}@${time}/${who}/${value}`);
  const words = fc.uniqueArray(word, { minLength: 1, maxLength: 25 });

  it.each(rules.map((rule, i) => ({ name: `${rule.type} ${i}`, rule })))(
    '$name: the order does not matter',
    ({ rule }) => {
      fc.assert(
        fc.property(words, fc.infiniteStream(fc.double({ noNaN: true })), (list, dice) => {
          const hits = hitsOf(rule, list.join(' ')).map((hit) => ({
            ...hit,
            event: list[hit.position] ?? '',
          }));
          const shuffled = hits
            .map((hit) => ({ hit, at: dice.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ hit }) => hit);
          expect(correlate([rule], listed(shuffled))).toEqual(correlate([rule], listed(hits)));
        }),
        { seed: 20230710, numRuns: 300 },
      );
    },
  );

  it('three events within a minute are found, and only they', () => {
    const [rule] = rules;
    if (!rule) throw new Error('no rule');
    fc.assert(
      fc.property(words, (list) => {
        const hits = hitsOf(rule, list.join(' '));
        const times = hits
          .filter((hit) => hit.rule === keys.a && hit.facts[0] === 'alice')
          .map(({ time }) => time)
          .sort((a, b) => a - b);
        const holds = times.some((time, i) => time - (times[i - 2] ?? Number.NEGATIVE_INFINITY) <= 60_000);
        const found = correlate([rule], listed(hits)).findings.filter(
          ({ group }) => group[0]?.value === 'alice',
        );
        expect(found.length > 0).toBe(holds);
      }),
      { seed: 20230710, numRuns: 1000 },
    );
  });
});
