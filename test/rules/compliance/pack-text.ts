/** Packs and events for the tests of compliance. */

import type { JsonObject } from '../../../src/model/json.js';
import { evaluate } from '../../../src/query/evaluate.js';
import { textNumbers } from '../../../src/query/text-numbers.js';
import {
  type Allowed,
  type Control,
  fingerprintOf,
  type Judgement,
  judge,
  type Proof,
  questionOf,
  readPack,
} from '../../../src/rules/compliance/index.js';

/** A pack of one control, whose conditions and evidence are given as lines of YAML without indentation. */
export function packText(control: string): string {
  const lines = control.split('\n').map((line) => `    ${line}`);
  return `pack: mine
title: Mine
version: 1
controls:
  - id: one
    title: Nothing bad
    rationale: Because.
    severity: high
    remediation: Undo it.
${lines.join('\n')}
`;
}

export function controlsOf(control: string): readonly Control[] {
  return readPack({ file: 'mine.yml', text: packText(control) }).controls;
}

export interface Event extends JsonObject {
  readonly eventID: string;
  readonly eventTime: string;
}

export const nothingAllowed: Allowed = { principals: null, windows: false };

/** What was judged, each proof with the ids of its events. */
export interface Judged extends Judgement {
  readonly shown: readonly (Omit<Proof, 'events'> & {
    readonly ids: readonly string[];
    readonly fingerprint: string;
  })[];
}

/** Judges as `check` does, with the conditions evaluated on whole records. */
export function judged(
  controls: readonly Control[],
  events: readonly Event[],
  allowed: Allowed = nothingAllowed,
  inWindow: (event: Event) => boolean = () => false,
): readonly Judged[] {
  const question = questionOf(controls, allowed);
  const texts = textNumbers();
  const asked = events.flatMap((event) => {
    const tests = question.tests.flatMap((test, i) => (evaluate(test, event) ? [i] : []));
    if (tests.length === 0) return [];
    const facts = question.paths.map((path) => {
      const value = path.reduce<unknown>(
        (at, step) => (typeof at === 'object' && at !== null ? (at as JsonObject)[step] : undefined),
        event,
      );
      return texts.number(value === undefined || value === null ? null : String(value));
    });
    return [{ event, tests, facts }];
  });
  const eventAt = (position: number): Event => {
    const one = asked[position];
    if (!one) throw new Error(`no event at ${position}`);
    return one.event;
  };
  const id = (position: number): string => eventAt(position).eventID;
  const observed = {
    length: asked.length,
    event: id,
    compare: (a: number, b: number) => (id(a) === id(b) ? 0 : id(a) < id(b) ? -1 : 1),
    time: (position: number) => Date.parse(eventAt(position).eventTime),
    account: (position: number) => texts.number(String(eventAt(position).recipientAccountId ?? '')),
    isInWindow: (position: number) => inWindow(eventAt(position)),
    tests: (position: number) => asked[position]?.tests ?? [],
    fact: (position: number, path: number) => asked[position]?.facts[path] ?? 0,
    texts,
  };
  return judge(controls, question, observed).map((judgement) => ({
    ...judgement,
    shown: judgement.proofs.map(({ events: own, ...proof }) => ({
      ...proof,
      ids: own.map(id),
      fingerprint: fingerprintOf(judgement, { ...proof, events: own }, observed),
    })),
  }));
}

/** An event in the first hour of 2024-05-01, so many seconds after it begins. */
export function at(seconds: number, eventID: string, fields: JsonObject): Event {
  return {
    eventTime: new Date(Date.UTC(2024, 4, 1) + seconds * 1000).toISOString().replace('.000Z', 'Z'),
    eventID,
    recipientAccountId: '111122223333',
    ...fields,
  };
}
