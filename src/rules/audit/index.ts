/**
 * What is wrong with a set of rules although each of them loads: names that AWS does not write, fields that no event has,
 * tests that cannot hold, rules that find the same. Each with what to do about it.
 */

import { levels } from '../../model/detection.js';
import { grouped } from '../../model/number-text.js';
import { allOf, type Expr, everything } from '../../query/ast.js';
import { resolveField } from '../../query/fields.js';
import { editDistance, nearest } from '../../query/suggest.js';
import type { DetectionRule, SigmaRule } from '../sigma/index.js';
import { type EventNames, policyActions, renamed } from './event-names.js';
import { besides, conjuncts, implies, requiredTexts, testsOf, waysOf } from './requirements.js';

export { type EventNames, parseEventNames } from './event-names.js';
export { type Misspelt, misspeltIn } from './misspelt.js';

export interface Complaint {
  readonly rule: SigmaRule;
  /** error: part of the rule cannot work; hint: it may be meant so. */
  readonly weight: 'error' | 'hint';
  readonly problem: string;
  readonly fix: string;
}

/** What the archive tells: for each rule, by its key, how many events it asks for by name, and which fields they have. */
export interface Seen {
  /** Names of the events, in lower case. */
  readonly names: ReadonlySet<string>;
  readonly byRule: ReadonlyMap<string, { readonly events: number; readonly fields: ReadonlySet<string> }>;
}

/** The events that a rule is about: those of its event names, and sources. */
export function subjectOf({ where }: DetectionRule): Expr {
  const ways = waysOf(where).map((terms) =>
    allOf(
      terms.filter(
        (term) => 'path' in term && (term.path[0] === 'eventName' || term.path[0] === 'eventSource'),
      ),
    ),
  );
  return ways.some((way) => way.kind === 'all' && way.terms.length === 0)
    ? everything
    : { kind: 'any', terms: ways };
}

/** The fields, dotted, that a rule tests. */
export function fieldsOf({ where }: DetectionRule): readonly string[] {
  return [...new Set(testsOf(where).flatMap((test) => ('path' in test ? [test.path.join('.')] : [])))];
}

export function auditRules(
  rules: readonly SigmaRule[],
  names: EventNames,
  seen: Seen | null,
): readonly Complaint[] {
  const detections = rules.filter((rule) => rule.kind === 'detection');
  // What a correlation counts is meant to be broad, and says nothing of its own.
  const counted = new Set(
    rules.flatMap((rule) =>
      rule.kind === 'correlation' && !rule.generate ? rule.rules.map(({ key }) => key) : [],
    ),
  );
  return [
    ...detections.flatMap((rule) => [
      ...nameComplaints(rule, names, seen),
      ...fieldComplaints(rule, seen),
      ...successComplaints(rule),
      ...contradictions(rule),
      ...literalFields(rule),
      ...arnsAndNames(rule),
    ]),
    ...overlaps(detections.filter(({ key }) => !counted.has(key))),
  ];
}

function nameComplaints(rule: DetectionRule, names: EventNames, seen: Seen | null): readonly Complaint[] {
  const found: Complaint[] = [];
  const told = new Set<string>();
  for (const terms of waysOf(rule.where)) {
    const sources = requiredTexts(terms, 'eventSource');
    for (const term of terms) {
      if (term.kind !== 'oneOf' || term.path.join('.') !== 'eventName') continue;
      for (const value of term.values) {
        const name = String(value);
        const key = name.toLowerCase();
        if (told.has(key) || seen?.names.has(key)) continue;
        told.add(key);
        const complaint = nameComplaint(rule, name, names, sources);
        if (complaint) found.push(complaint);
      }
    }
  }
  return found;
}

function nameComplaint(
  rule: DetectionRule,
  name: string,
  { services, names }: EventNames,
  sources: readonly string[] | undefined,
): Complaint | undefined {
  const key = name.toLowerCase();
  // Lambda writes the version of its API behind the name: UpdateFunctionCode20150331v2.
  const holders = services.get(key) ?? services.get(key.replace(/\d{8}(v\d+)?$/, ''));
  const other = renamed.get(key);
  const labels = sources?.map((source) => source.replace(/\.amazonaws\.com(\.cn)?$/, ''));
  if (other && (labels ?? ['s3']).includes('s3') && (holders?.size ?? 0) <= 3) {
    return {
      rule,
      weight: 'error',
      problem: `S3 logs no event '${name}'`,
      fix: `Write ${other}, the name in CloudTrail.`,
    };
  }
  const allowed = policyActions.get(key);
  if (allowed && (labels ? labels.includes('s3') : !holders)) {
    return {
      rule,
      weight: 'error',
      problem: `S3 logs no event '${name}', which is an action in IAM policies`,
      fix: `Write ${allowed.join(' or ')}, the calls that it allows.`,
    };
  }
  const near = nearest(name, labels ? names.filter((each) => isOf(each, labels, services)) : names);
  const isNear = near !== undefined && editDistance(key, near.toLowerCase()) <= mostMistakes;
  if (!holders) {
    return {
      rule,
      weight: 'error',
      problem: `no service has an event '${name}', nor has the archive`,
      fix: isNear
        ? `Perhaps ${near} is meant; IAM actions are not always event names.`
        : 'Take it out, or write the name that CloudTrail logs.',
    };
  }
  if (labels && !labels.some((label) => holders.has(label))) {
    const where = [...holders].slice(0, 3).map((label) => `${label}.amazonaws.com`);
    return {
      rule,
      weight: 'error',
      problem: `'${name}' is not an event of ${labels.join(', ')}`,
      fix: isNear
        ? `Perhaps ${near} is meant; ${where.join(' or ')} has one of that name.`
        : `It belongs to ${where.join(' or ')}: if that is meant, write that source.`,
    };
  }
  return undefined;
}

function fieldComplaints(rule: DetectionRule, seen: Seen | null): readonly Complaint[] {
  const met = seen?.byRule.get(rule.key);
  return fieldsOf(rule).flatMap((field): readonly Complaint[] => {
    const resolved = resolveField(field.split('.').map((name) => ({ name, quoted: false })));
    if (met?.fields.has(field)) return [];
    if ('unknownStep' in resolved || resolved.path.join('.') !== field) {
      const better = 'path' in resolved ? resolved.path.join('.') : resolved.suggestion;
      const fix = better ? `Perhaps ${better} is meant; field names are case-sensitive.` : 'Take it out.';
      return [{ rule, weight: 'error', problem: `CloudTrail records have no field '${field}'`, fix }];
    }
    // What CloudTrail itself writes of an event is rightly named, and may be missing; what services write is not known.
    if (!met || met.events === 0 || !ofService.test(field)) return [];
    const events = met.events === 1 ? 'the one event' : `the ${grouped(met.events)} events`;
    const problem = `'${field}' is not in ${met.events === 1 ? '' : 'any of '}${events} of the archive that the rule is about`;
    return [
      {
        rule,
        weight: 'hint',
        problem,
        fix: 'Compare with a record of the event (trailscan show) how the field is called there.',
      },
    ];
  });
}

const ofService = /^(requestParameters|responseElements|additionalEventData|serviceEventDetails)\./;

/** Letters that a mistyped name may differ in. */
const mostMistakes = 3;

function isOf(name: string, labels: readonly string[], services: EventNames['services']): boolean {
  return labels.some((label) => services.get(name.toLowerCase())?.has(label));
}

const successWords = ['', 'success', 'succeeded', 'ok', 'none', 'null', '200', 'no error'];

/** A call that succeeded has neither errorCode nor errorMessage (CloudTrail User Guide, record contents). */
function successComplaints(rule: DetectionRule): readonly Complaint[] {
  return testsOf(rule.where).flatMap((test): readonly Complaint[] => {
    if (test.kind !== 'oneOf' || !/^error(Code|Message)$/.test(test.path.join('.'))) return [];
    const words = test.values.filter((value) => successWords.includes(String(value).trim().toLowerCase()));
    if (words.length === 0) return [];
    const field = test.path.join('.');
    const isBesideNull = besides(rule.where, test).some((other) => isNullTest(other, field));
    return [
      {
        rule,
        weight: isBesideNull ? 'hint' : 'error',
        problem: `'${field}: ${String(words[0])}' never holds: a call that succeeds has no ${field}`,
        fix: isBesideNull
          ? `Take it out: '${field}: null' beside it finds calls that succeed.`
          : `Write '${field}: null' for calls that succeed.`,
      },
    ];
  });
}

/** As `field: null` is read: missing, or null. */
function isNullTest(expr: Expr, field: string): boolean {
  if (expr.kind === 'any') return expr.terms.some((term) => isNullTest(term, field));
  return expr.kind === 'isNull' && expr.path.join('.') === field;
}

/** Fields of which a record has one value only. */
const single = [
  'eventName',
  'eventSource',
  'eventType',
  'awsRegion',
  'userIdentity.type',
  'errorCode',
  'eventCategory',
];

function contradictions(rule: DetectionRule): readonly Complaint[] {
  return waysOf(rule.where).flatMap((terms) =>
    single.flatMap((field): readonly Complaint[] => {
      const sets = terms.flatMap((term) =>
        term.kind === 'oneOf' && term.path.join('.') === field
          ? [new Set(term.values.map((value) => String(value).toLowerCase()))]
          : [],
      );
      const [first] = sets;
      if (!first || [...first].some((value) => sets.every((set) => set.has(value)))) return [];
      const problem = `asks for two values of ${field} at once, which no event has`;
      return [
        { rule, weight: 'error', problem, fix: "Join the two with 'or', or count them with a correlation." },
      ];
    }),
  );
}

/** ARNs compared with names: equal they never are. */
function arnsAndNames(rule: DetectionRule): readonly Complaint[] {
  return testsOf(rule.where).flatMap((test): readonly Complaint[] => {
    if (test.kind !== 'sameText' || test.part) return [];
    const [one, other] = [test.path.join('.'), test.other.join('.')];
    const isArn = (field: string): boolean => /arn$/i.test(field);
    if (isArn(one) === isArn(other) || !/name$/i.test(isArn(one) ? other : one)) return [];
    const fix = isArn(one)
      ? `Write '${one}|fieldref|endswith: ${other}'.`
      : `Write '${other}|fieldref|endswith: ${one}'.`;
    return [
      { rule, weight: 'error', problem: `'${one}' never equals '${other}': one is an ARN, one a name`, fix },
    ];
  });
}

/** The name of a field where its value is meant. */
function literalFields(rule: DetectionRule): readonly Complaint[] {
  return testsOf(rule.where).flatMap((test): readonly Complaint[] => {
    const texts =
      test.kind === 'oneOf'
        ? test.values.map(String)
        : test.kind === 'glob'
          ? test.glob.filter((part) => typeof part === 'string')
          : [];
    const field = texts.find((text) =>
      /^(userIdentity|requestParameters|responseElements|additionalEventData)\.[A-Za-z.]+$/.test(text),
    );
    if (field === undefined || !('path' in test)) return [];
    const problem = `compares '${test.path.join('.')}' with the text '${field}', which no event has`;
    return [
      {
        rule,
        weight: 'error',
        problem,
        fix: `To compare with the field: '${test.path.join('.')}|fieldref: ${field}'.`,
      },
    ];
  });
}

/** Pairs of rules of which one finds all that the other does. */
function overlaps(rules: readonly DetectionRule[]): readonly Complaint[] {
  const parts = rules.map(({ where }) => conjuncts(where));
  // Only rules that share an event name can find the same event: that leaves few pairs.
  const byName = new Map<string, number[]>();
  for (const [i, terms] of parts.entries()) {
    for (const name of requiredTexts(terms, 'eventName') ?? ['']) {
      const known = byName.get(name);
      if (known) known.push(i);
      else byName.set(name, [i]);
    }
  }
  const found: Complaint[] = [];
  const told = new Set<string>();
  const narrower = (one: number, other: number): boolean =>
    (parts[other] ?? []).every((wide) => (parts[one] ?? []).some((term) => implies(term, wide)));
  for (const group of byName.values()) {
    for (const one of group) {
      for (const other of group) {
        const [rule, wide] = [rules[one], rules[other]];
        if (one === other || !rule || !wide || told.has(`${one} ${other}`) || !narrower(one, other)) continue;
        told.add(`${one} ${other}`).add(narrower(other, one) ? `${other} ${one}` : '');
        const same = narrower(other, one);
        found.push({
          rule,
          weight: 'hint',
          problem: `${same ? 'finds the same events as' : 'all that it finds is also found by'} '${wide.title}' (${wide.file})`,
          fix: same
            ? 'Keep one of them.'
            : levels.indexOf(rule.level) > levels.indexOf(wide.level)
              ? 'It stands out by its level; exclude its case in the other, or accept two findings.'
              : 'Take one out, or exclude its case in the other.',
        });
      }
    }
  }
  return found;
}
