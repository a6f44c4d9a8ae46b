/** Packs and events for the tests of compliance. */

import type { JsonObject } from '../../../src/model/json.js';
import { evaluate } from '../../../src/query/evaluate.js';
import {
  type Allowed,
  type Control,
  type Judgement,
  judge,
  type Observed,
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

/** Judges as `check` does, with the conditions evaluated on whole records. */
export function judged(
  controls: readonly Control[],
  events: readonly Event[],
  allowed: Allowed = nothingAllowed,
  inWindow: (event: Event) => boolean = () => false,
): readonly Judgement[] {
  const question = questionOf(controls, allowed);
  const observed = events.flatMap((event): readonly Observed[] => {
    const tests = question.tests.flatMap((test, i) => (evaluate(test, event) ? [i] : []));
    if (tests.length === 0) return [];
    const facts = question.paths.map((path) => {
      const value = path.reduce<unknown>(
        (at, step) => (typeof at === 'object' && at !== null ? (at as JsonObject)[step] : undefined),
        event,
      );
      return value === undefined || value === null ? null : String(value);
    });
    return [
      {
        event: event.eventID,
        time: Date.parse(event.eventTime),
        account: String(event.recipientAccountId ?? ''),
        inWindow: inWindow(event),
        tests,
        facts,
      },
    ];
  });
  return judge(controls, question, observed);
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
