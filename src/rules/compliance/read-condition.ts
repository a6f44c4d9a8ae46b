/** The conditions of a control, from their YAML. */
import type { Expr } from '../../query/ast.js';
import { readCondition } from '../sigma/condition.js';
import { readIdentifiers } from '../sigma/detection.js';
import { mapOf, required, textOf, textsOf } from '../sigma/keys.js';
import { limitTests } from '../sigma/rule.js';
import type { MapNode } from '../sigma/yaml.js';
import { type Condition, type Count, exceptions } from './control.js';
import { checkFields, fieldsUnder } from './fields.js';
import { choice, choiceOf, duration, maps, onlyKeys, placeOf, wholeNumber, words } from './keys.js';

export const conditionKinds = ['must-not', 'must', 'state'] as const;

/** All conditions of a control, in the order of their kinds. @throws UsageError naming the place of a mistake. */
export function readConditions(control: MapNode): readonly Condition[] {
  return conditionKinds.flatMap((kind) =>
    (maps(control, kind) ?? []).map((map, i) => readOne(map, kind, `${kind} ${i + 1}`)),
  );
}

function readOne(map: MapNode, kind: (typeof conditionKinds)[number], place: string): Condition {
  const usual = ['title', 'detection'];
  const facts = { place, title: textOf(map, 'title')?.trim() ?? null };
  switch (kind) {
    case 'must-not':
      onlyKeys(map, [...usual, 'count', 'unless'], "an item of 'must-not'");
      return {
        ...facts,
        kind,
        where: readDetection(map).where,
        count: readCount(map),
        unless: (textsOf(map, 'unless') ?? []).map((each) =>
          choiceOf(each.text, 'exception', each.place, exceptions),
        ),
      };
    case 'must':
      onlyKeys(map, [...usual, 'count', 'otherwise'], "an item of 'must'");
      return {
        ...facts,
        kind,
        where: readDetection(map).where,
        count: readCount(map),
        otherwise: choice(map, 'otherwise', ['fail', 'not judged']) ?? 'not judged',
      };
    case 'state': {
      onlyKeys(map, [...usual, 'good', 'by'], "an item of 'state'");
      const { where, clauseOf } = readDetection(map);
      const by = fieldsUnder(map, 'by');
      return { ...facts, kind, where, good: clauseOf(words(map, 'good')), by };
    }
  }
}

interface Detection {
  readonly where: Expr;
  /** A condition over the selections of the detection: the name of one, or several joined. */
  clauseOf(text: string): Expr;
}

function readDetection(map: MapNode): Detection {
  const detection = required(mapOf(map, 'detection'), map, 'detection');
  checkFields(detection);
  // Sigma warns of what may be meant otherwise; what could make a control blind is refused by `checkFields`.
  const identifiers = readIdentifiers(detection, [], () => undefined);
  limitTests(identifiers, detection);
  const text = required(textOf(detection, 'condition'), detection, 'condition');
  return {
    where: readCondition(text, placeOf(detection, 'condition'), identifiers),
    clauseOf: (other) => readCondition(other, placeOf(map, 'good'), identifiers),
  };
}

function readCount(map: MapNode): Count | null {
  const count = mapOf(map, 'count');
  if (!count) return null;
  onlyKeys(count, ['at-least', 'within', 'by'], "'count'");
  return {
    atLeast: wholeNumber(count, 'at-least'),
    within: duration(count, 'within') ?? null,
    by: fieldsUnder(count, 'by'),
  };
}
