/**
 * The packs that come with the program. Each control is found by itself, and so are its three fixtures: a fragment of an
 * archive that passes, one that fails, and one that is not judged.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.js';
import type { Presence } from '../../../src/model/presence.js';
import type { Expr } from '../../../src/query/ast.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { recordTest } from '../../../src/query/record-test.js';
import { parseEventNames } from '../../../src/rules/audit/event-names.js';
import { requiredTexts, testsOf } from '../../../src/rules/audit/requirements.js';
import {
  type Allowed,
  type Control,
  type Evidence,
  lacksOf,
  type Outcome,
  outcomeOf,
  questionOf,
  readPack,
  sourceKey,
} from '../../../src/rules/compliance/index.js';
import { type Event, type Judged, judged, nothingAllowed } from '../compliance/pack-text.js';

const folder = 'src/rules/packs';
const fixtures = 'fixtures/rules/compliance';
const seed = 20_240_603;
const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));
const packs = files.map((file) => readPack({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }));
const controls = packs.flatMap((pack) =>
  pack.controls.map((control) => ({ name: `${pack.name}/${control.id}`, control })),
);

type Part = 'pass' | 'fail' | 'not-judged';
function fragment(name: string, part: Part): readonly Event[] {
  return JSON.parse(readFileSync(`${fixtures}/${name}/${part}.json`, 'utf8')).Records;
}

/** What the configuration says in the fixtures of change-control: the role Deploy, and the day until 17 o'clock. */
const allowed: Allowed = {
  principals: {
    kind: 'oneOf',
    path: ['userIdentity', 'sessionContext', 'sessionIssuer', 'userName'],
    values: ['Deploy'],
    foldCase: false,
  },
  windows: true,
};
const byDay = (event: Event): boolean => new Date(event.eventTime).getUTCHours() < 17;

function evidenceOf(events: readonly Event[]): Evidence {
  const hour = 3_600_000;
  const accountOf = (event: Event): string => String(event.recipientAccountId);
  const isManagement = (event: Event): boolean => event.eventCategory === 'Management';
  const presence = events.map(
    (event): Presence => ({
      account: accountOf(event),
      region: String(event.awsRegion),
      hour: Math.floor(Date.parse(event.eventTime) / hour) * hour,
      events: 1,
    }),
  );
  const managed = new Set(events.filter(isManagement).map(accountOf));
  return {
    presence,
    gaps: [],
    silences: [],
    unread: [],
    partial: 0,
    withoutManagement: [...new Set(events.map(accountOf))].filter((account) => !managed.has(account)),
    sources: new Set(
      events.map((event) =>
        sourceKey(isManagement(event) ? 'management' : 'data', String(event.eventSource)),
      ),
    ),
  };
}

interface Told extends Outcome {
  readonly proofs: Judged['shown'];
}

function verdictOn(control: Control, events: readonly Event[], configured: Allowed = allowed): Told {
  const [judgement] = judged([control], events, configured, byDay);
  if (!judgement) throw new Error('no judgement');
  const { shown: proofs } = judgement;
  return { ...outcomeOf(judgement, proofs.length, lacksOf(control, evidenceOf(events))), proofs };
}

function idsOf(proofs: Judged['shown']): readonly string[] {
  return proofs.flatMap(({ ids }) => ids);
}

const without = (events: readonly Event[], ids: ReadonlySet<string>): readonly Event[] =>
  events.filter(({ eventID }) => !ids.has(eventID));

/** All events that show the failure: those too that stand behind others, as older records of one thing do. */
function culprits(control: Control, events: readonly Event[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let left = events; ; left = without(events, found)) {
    const ids = idsOf(verdictOn(control, left).proofs);
    if (ids.length === 0) return found;
    for (const id of ids) found.add(id);
  }
}

function expressionsOf(control: Control): readonly Expr[] {
  return questionOf([control], { principals: null, windows: true }).tests;
}

describe('the packs', () => {
  it('are those that the program names', () =>
    expect(packs.map(({ name, file }) => [name, file])).toEqual(
      ['change-control', 'cis-aws', 'cloudtrail-practice', 'data-exposure', 'root-and-mfa'].map((name) => [
        name,
        `${name}.yml`,
      ]),
    ));

  it('have fixtures for each control and no other', () => {
    const found = readdirSync(fixtures).flatMap((pack) =>
      readdirSync(`${fixtures}/${pack}`).map((id) => `${pack}/${id}`),
    );
    expect(found.sort()).toEqual(controls.map(({ name }) => name).sort());
    for (const name of found)
      expect(readdirSync(`${fixtures}/${name}`).sort()).toEqual([
        'fail.json',
        'not-judged.json',
        'pass.json',
      ]);
  });

  it('have no id and no title twice in a pack', () => {
    for (const { controls: own } of packs) {
      for (const key of ['id', 'title', 'rationale', 'remediation'] as const)
        expect(new Set(own.map((control) => control[key])).size).toBe(own.length);
    }
  });

  it('cite their source and its version', () => {
    for (const { name, source } of packs) {
      if (name === 'change-control') continue;
      expect(source?.version).toMatch(/^\d/);
      expect(source?.url).toMatch(/^https:\/\//);
    }
    const cis = packs.find(({ name }) => name === 'cis-aws');
    expect(cis?.controls.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, i) => `4.${i + 1}`));
    for (const { id, references } of cis?.controls ?? [])
      expect(references).toContain(`CIS AWS Foundations Benchmark 3.0.0, ${id}`);
  });

  it('do not speak with the words of the benchmark', () => {
    // The benchmark's own titles begin so, and its rationales and procedures say these things over and over.
    const phrases = [
      ...['ensure ', 'log metric filter', 'real-time monitoring', 'it is recommended', 'is recommended that'],
      ...['will help reveal', 'will help ensure', 'may reduce time to detect', 'perform the following'],
      ...['directing cloudtrail logs', 'corresponding metric filters', 'lead time to detect'],
    ];
    for (const file of files) {
      const text = readFileSync(`${folder}/${file}`, 'utf8').toLowerCase().replace(/\s+/g, ' ');
      for (const phrase of phrases) expect(text).not.toContain(phrase);
    }
  });
});

const names = parseEventNames(readFileSync('src/rules/audit/event-names.txt', 'utf8'));

describe.each(controls)('$name', ({ name, control }) => {
  it('says all about itself', () => {
    expect(control.title).toMatch(/^[A-Z].{7,110}$/);
    expect(control.title).not.toMatch(/\.$/);
    expect(control.rationale).toMatch(/^[A-Z].{40,}\.$/s);
    expect(control.remediation).toMatch(/^[A-Z].{25,}\.$/s);
    expect(control.references.some((each) => each.startsWith('https://'))).toBe(true);
    for (const each of control.references)
      if (each.includes('://')) expect(each).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/);
    for (const { title } of control.conditions) expect(title).toMatch(/^[a-zA-Z].{5,}[^.]$/);
  });

  it('names events that there are, of the services that have them', () => {
    for (const test of expressionsOf(control).flatMap(testsOf)) {
      if (test.kind !== 'oneOf' || test.path.join('.') !== 'eventName') continue;
      for (const value of test.values)
        expect(names.names.map((each) => each.toLowerCase())).toContain(String(value).toLowerCase());
    }
    for (const event of fragment(name, 'fail')) {
      const holders = names.services.get(
        String(event.eventName)
          .toLowerCase()
          .replace(/\d{8}(v\d+)?$/, ''),
      );
      expect([...(holders ?? [])]).toContain(String(event.eventSource).replace('.amazonaws.com', ''));
    }
  });

  it('asks only for what can be told quickly: every condition names events or who acts', () => {
    for (const where of expressionsOf(control)) {
      const fields = testsOf(where).map((test) => ('path' in test ? test.path.join('.') : ''));
      expect(fields.some((field) => ['eventSource', 'userIdentity.type', 'errorCode'].includes(field))).toBe(
        true,
      );
      expect(requiredTexts([where], 'awsRegion')).toBeUndefined();
    }
  });

  it('passes', () =>
    expect(verdictOn(control, fragment(name, 'pass'))).toEqual({ verdict: 'pass', reasons: [], proofs: [] }));

  it('is not judged without evidence', () => {
    const told = verdictOn(control, fragment(name, 'not-judged'));
    expect(told.verdict).toBe('not judged');
    expect(told.reasons).not.toEqual([]);
    expect(verdictOn(control, []).verdict).toBe('not judged');
  });

  const failing = fragment(name, 'fail');
  const guilty = culprits(control, failing);
  const counts = control.conditions.some(
    ({ kind, ...rest }) => kind === 'must-not' && 'count' in rest && (rest.count?.atLeast ?? 1) > 1,
  );

  it('fails, and no more without what shows it', () => {
    expect(verdictOn(control, failing).verdict).toBe('fail');
    expect(guilty.size).toBeGreaterThan(0);
    expect(verdictOn(control, without(failing, guilty)).verdict).not.toBe('fail');
  });

  it('fails by each of the events that show it', () => {
    for (const id of guilty) {
      const rest = new Set([...guilty].filter((other) => other !== id));
      if (counts) expect(verdictOn(control, without(failing, new Set([id]))).verdict).not.toBe('fail');
      else expect(idsOf(verdictOn(control, without(failing, rest)).proofs)).toContain(id);
    }
  });

  const states = control.conditions.filter((condition) => condition.kind === 'state');

  it('fails by every event of its fixture but what is good', () => {
    const innocent = failing.filter(({ eventID }) => !guilty.has(eventID));
    expect(innocent.length).toBe(states.length + 1);
  });

  if (states.length > 0)
    it('passes by each good record', () => {
      const events = fragment(name, 'pass');
      for (const { where, good } of states) {
        const [, ...later] = events.filter((event) => evaluate(where, event));
        expect(later.length).toBeGreaterThan(0);
        expect(later.filter((event) => !evaluate(good, event))).toEqual([]);
      }
    });

  if (control.pack === 'cis-aws')
    it('fails by each event that it names', () => {
      const seen = new Set([...failing, ...fragment(name, 'pass')].map((event) => String(event.eventName)));
      for (const test of expressionsOf(control).flatMap(testsOf))
        if (test.kind === 'oneOf' && test.path.join('.') === 'eventName')
          expect(test.values.map(String).filter((value) => !seen.has(value))).toEqual([]);
    });

  it('says the same in any order, and of copies', () => {
    const parts = (['pass', 'fail', 'not-judged'] as const).map((part) => fragment(name, part));
    const plain = parts.map((events) => verdictOn(control, events));
    const shuffled = fc.tuple(
      ...parts.map((events) =>
        fc.shuffledSubarray([...events, ...events], {
          minLength: 2 * events.length,
          maxLength: 2 * events.length,
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, (all) => {
        expect(all.map((events) => verdictOn(control, events))).toEqual(plain);
      }),
      { seed, numRuns: 5 },
    );
  });

  it('answers the same from bytes', () => {
    const records: readonly JsonObject[] = [...failing, ...fragment(name, 'pass')];
    for (const record of records) {
      const bytes = Buffer.from(JSON.stringify(record));
      for (const where of expressionsOf(control))
        expect(recordTest(where)(bytes, 0, bytes.length)).toBe(evaluate(where, record));
    }
  });

  const excepts = control.conditions.some(
    (condition) => condition.kind === 'must-not' && condition.unless.length > 0,
  );
  if (excepts)
    it('is judged by what is configured', () => {
      const under = (configured: Allowed): Told => verdictOn(control, failing, configured);
      expect(under(nothingAllowed)).toMatchObject({ verdict: 'not judged', proofs: [] });
      const ofPrincipals = under({ ...allowed, windows: false });
      const ofWindows = under({ ...allowed, principals: null });
      expect(ofPrincipals.verdict).toBe('fail');
      expect(ofWindows.verdict).toBe('fail');
      expect(new Set(ofPrincipals.proofs.map(({ condition }) => condition.title))).toEqual(
        new Set(['by a principal that is not allowed']),
      );
      expect(new Set(ofWindows.proofs.map(({ condition }) => condition.title))).toEqual(
        new Set(['outside of the windows']),
      );
      expect(new Set([...idsOf(ofPrincipals.proofs), ...idsOf(ofWindows.proofs)])).toEqual(guilty);
      expect(verdictOn(control, fragment(name, 'pass'), { ...allowed, windows: false }).verdict).toBe('pass');
    });
});
