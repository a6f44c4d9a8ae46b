/**
 * All rules of a run: every document of every file, with what they say of one another resolved. What cannot be used is
 * told as a fault and leaves the others as they are.
 */
import { UsageError } from '../../model/usage-error.js';
import { allOf } from '../../query/ast.js';
import type { CorrelationText, GroupField, Reference } from './correlation.js';
import { type RuleDocument, readDocument } from './document.js';
import type { Filter } from './filter.js';
import { entryOf } from './keys.js';
import type { DetectionRule, LogSource, RuleInfo } from './rule.js';
import { type RuleText, type RuleWarning, ruleFault, ruleWarning } from './text.js';
import { type MapNode, readYaml } from './yaml.js';

/** A text with rules; and its documents, if it was read before. */
export interface RuleFile extends RuleText {
  readonly documents?: readonly RuleDocument[];
}

export interface CorrelationRule
  extends RuleInfo,
    Omit<CorrelationText, 'info' | 'rules' | 'groupBy' | 'aliases'> {
  readonly kind: 'correlation';
  /** What it calls the rules that it counts, in the order of the text. */
  readonly calls: readonly string[];
  /** The keys of these rules, each with the place of its call. */
  readonly rules: readonly { readonly key: string; readonly call: number }[];
  readonly groupBy: readonly GroupField[];
}

export type SigmaRule = DetectionRule | CorrelationRule;

export interface RuleSet {
  /** In the order of files and documents; a correlation behind those that it refers to. */
  readonly rules: readonly SigmaRule[];
  /** Rules about something other than CloudTrail. */
  readonly notApplicable: readonly RuleInfo[];
  /** A fault for each document that cannot be used. */
  readonly broken: readonly UsageError[];
  readonly warnings: readonly RuleWarning[];
}

/** What a document turned out to be. */
interface Loading {
  readonly detections: Map<string, { readonly rule: DetectionRule; readonly logSource: LogSource }>;
  readonly correlations: CorrelationText[];
  readonly filters: Filter[];
  readonly notApplicable: RuleInfo[];
  readonly broken: UsageError[];
  readonly warnings: RuleWarning[];
  /** Ids, names and titles of documents that are broken, as far as they can be told. */
  readonly lost: Set<string>;
}

export function readRules(files: readonly RuleFile[]): RuleSet {
  const loading: Loading = {
    detections: new Map(),
    correlations: [],
    filters: [],
    notApplicable: [],
    broken: [],
    warnings: [],
    lost: new Set(),
  };
  for (const file of files) {
    for (const document of file.documents ?? readDocuments(file, loading)) take(document, loading);
  }
  applyFilters(loading);
  const correlations = resolveAll(loading);
  const rules = [...[...loading.detections.values()].map(({ rule }) => rule), ...correlations];
  warnOfTwins(rules, loading.warnings);
  const { notApplicable, broken, warnings } = loading;
  return { rules, notApplicable, broken, warnings };
}

function take({ content, warnings }: RuleDocument, loading: Loading): void {
  switch (content.kind) {
    case 'detection':
      loading.detections.set(content.rule.key, content);
      break;
    case 'not-applicable':
      // Whatever it says is no concern of ours.
      loading.notApplicable.push(content.info);
      return;
    case 'correlation':
      loading.correlations.push(content.text);
      break;
    case 'filter':
      loading.filters.push(content.filter);
  }
  loading.warnings.push(...warnings);
}

/** Those that can be used. */
function* readDocuments(text: RuleText, { broken, lost }: Loading): Generator<RuleDocument> {
  for (const [index, document] of readYaml(text).entries()) {
    if (document instanceof UsageError) {
      broken.push(document);
      continue;
    }
    try {
      yield readDocument(document, index);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      broken.push(error);
      noteLost(document, lost);
    }
  }
}

function noteLost(document: MapNode, lost: Set<string>): void {
  for (const key of ['id', 'name', 'title']) {
    const value = entryOf(document, key)?.value;
    if (value?.kind === 'scalar') lost.add(String(value.value));
  }
}

function applyFilters(loading: Loading): void {
  for (const filter of loading.filters) {
    const wanted = new Set<string>();
    try {
      for (const reference of filter.rules ?? []) {
        const found = [...loading.detections.values()].filter(({ rule }) => isCalled(rule, reference.text));
        if (found.length === 0 && !isElsewhere(reference.text, loading)) throw unresolved(reference, loading);
        for (const { rule } of found) wanted.add(rule.key);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      loading.broken.push(error);
      continue;
    }
    for (const [key, { rule, logSource }] of loading.detections) {
      if (filter.rules !== null && !wanted.has(key)) continue;
      if (!agrees(filter.logSource, logSource)) continue;
      const filtered = {
        ...rule,
        where: allOf([rule.where, filter.where]),
        condition: `(${rule.condition}) and the filter '${filter.info.title}': ${filter.condition}`,
        clauses: [
          ...rule.clauses,
          ...filter.clauses.map((clause) => ({ ...clause, label: `filter: ${clause.label}` })),
        ],
      };
      loading.detections.set(key, { rule: filtered, logSource });
    }
  }
}

/** A filter is for rules about all that it states. */
function agrees(filter: LogSource, rule: LogSource): boolean {
  return (['category', 'product', 'service'] as const).every(
    (key) => filter[key] === null || filter[key] === rule[key],
  );
}

function isCalled({ id, name }: RuleInfo, reference: string): boolean {
  return id === reference.toLowerCase() || name === reference;
}

/** Referred to, and known, but not a rule about CloudTrail. */
function isElsewhere(reference: string, { notApplicable }: Loading): boolean {
  return notApplicable.some((info) => isCalled(info, reference));
}

function unresolved({ text, place }: Reference, { lost }: Loading): UsageError {
  if (lost.has(text)) return ruleFault(place, `the rule '${text}' cannot be used itself`);
  return ruleFault(
    place,
    `there is no rule '${text}'`,
    'Rules are referred to by id or name; all files given are searched.',
  );
}

/** Correlations may refer to one another: those that wait for nothing come first. */
function resolveAll(loading: Loading): readonly CorrelationRule[] {
  const { correlations, broken, notApplicable } = loading;
  const infos: readonly RuleInfo[] = [
    ...[...loading.detections.values()].map(({ rule }) => rule),
    ...correlations.map(({ info }) => info),
  ];
  const byCall = new Map<string, RuleInfo[]>();
  for (const info of infos) {
    for (const call of new Set([info.id, info.name])) {
      if (call !== null) byCall.set(call, [...(byCall.get(call) ?? []), info]);
    }
  }
  const find = (reference: Reference): readonly RuleInfo[] => {
    const called = byCall.get(reference.text) ?? byCall.get(reference.text.toLowerCase());
    if (called) return called;
    const titled = infos.filter(
      ({ file, title }) => file === reference.place.source.file && title === reference.text,
    );
    if (titled.length > 0) {
      loading.warnings.push(
        ruleWarning(reference.place, `'${reference.text}' is a title; give that rule a name and refer to it`),
      );
      return titled;
    }
    return [];
  };

  const linked: { readonly rule: CorrelationRule }[] = [];
  for (const text of correlations) {
    try {
      const found = new Map<Reference, readonly RuleInfo[]>();
      let elsewhere = false;
      for (const reference of text.rules) {
        const called = find(reference);
        if (called.length === 0) {
          if (!isElsewhere(reference.text, loading)) throw unresolved(reference, loading);
          elsewhere = true;
        }
        found.set(reference, called);
      }
      if (elsewhere) notApplicable.push(text.info);
      else linked.push({ rule: link(text, found, find, loading) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      broken.push(error);
    }
  }
  return inOrder(
    linked.map(({ rule }) => rule),
    loading,
  );
}

function link(
  { info, rules, groupBy, aliases, ...rest }: CorrelationText,
  found: ReadonlyMap<Reference, readonly RuleInfo[]>,
  find: (reference: Reference) => readonly RuleInfo[],
  loading: Loading,
): CorrelationRule {
  const linked = new Map<string, number>();
  for (const [call, reference] of rules.entries()) {
    for (const { key } of found.get(reference) ?? []) {
      if (linked.has(key)) throw ruleFault(reference.place, `the rule '${reference.text}' stands here twice`);
      linked.set(key, call);
    }
  }
  const groups = groupBy.map((name): GroupField => {
    const alias = aliases.find((each) => each.name === name);
    const byRule = alias && new Map<string, readonly string[]>();
    for (const { rule, path } of alias?.fields ?? []) {
      const called = find(rule);
      if (called.length === 0) throw unresolved(rule, loading);
      for (const { key } of called) byRule?.set(key, path);
    }
    return { name, path: name.split('.'), byRule: byRule ?? null };
  });
  return {
    ...info,
    ...rest,
    kind: 'correlation',
    calls: rules.map(({ text }) => text),
    rules: Array.from(linked, ([key, call]) => ({ key, call })),
    groupBy: groups,
  };
}

/** @returns each behind what it refers to; those that refer to each other in a circle, or to a broken one, are faults. */
function inOrder(
  rules: readonly CorrelationRule[],
  { detections, correlations, broken }: Loading,
): readonly CorrelationRule[] {
  const ready = new Set(detections.keys());
  const ordered: CorrelationRule[] = [];
  let waiting = rules;
  for (let before = -1; ordered.length > before; ) {
    before = ordered.length;
    const next = waiting.filter((rule) => rule.rules.every(({ key }) => ready.has(key)));
    for (const rule of next) ready.add(rule.key);
    ordered.push(...next);
    waiting = waiting.filter((rule) => !ready.has(rule.key));
  }
  for (const rule of waiting) {
    const [reference] = correlations.find(({ info }) => info.key === rule.key)?.rules ?? [];
    if (reference)
      broken.push(
        ruleFault(reference.place, 'correlations that refer to each other in a circle, or to a broken one'),
      );
  }
  return ordered;
}

function warnOfTwins(rules: readonly SigmaRule[], warnings: RuleWarning[]): void {
  const seen = new Map<string, RuleInfo>();
  for (const rule of rules) {
    if (rule.id === null) continue;
    const twin = seen.get(rule.id);
    if (twin)
      warnings.push({
        file: rule.file,
        line: rule.line,
        message: `has the id of '${twin.title}' (${twin.file})`,
      });
    else seen.set(rule.id, rule);
  }
}
