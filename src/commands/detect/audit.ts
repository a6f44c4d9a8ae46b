/** `detect --audit FOLDER`: what is wrong with the rules of a folder, measured on the archive. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../load/package-root.js';
import type { Sheet } from '../../model/sheet.js';
import { type Expr, everything } from '../../query/ast.js';
import { fieldReader } from '../../query/field-reader.js';
import { auditRules, fieldsOf, parseEventNames, type Seen, subjectOf } from '../../rules/audit/index.js';
import { type DetectionRule, type RuleSet, readRules } from '../../rules/sigma/index.js';
import { type Archive, openArchive } from '../archive.js';
import { close, plural } from '../closing.js';
import { boundsOf, filterOf } from '../filters.js';
import type { Values } from '../options.js';
import { checkFormat, checkOutput, formatOf, print } from '../output.js';
import type { Request } from '../spec.js';
import { readRuleFiles } from './rule-files.js';
import { chosen } from './selection.js';

/** In so many of the events that rules are about fields are looked for: enough to tell which they have. */
const mostEvents = 50_000;

interface Row {
  readonly file: string;
  readonly line: number | null;
  readonly rule: string | null;
  readonly weight: 'broken' | 'error' | 'hint';
  readonly problem: string;
  readonly fix: string | null;
}

const order: readonly Row['weight'][] = ['broken', 'error', 'hint'];

export async function audit(folder: string, values: Values, { paths, context }: Request): Promise<number> {
  checkOutput(values);
  checkFormat(formatOf(values), false);
  const read = readRuleFiles([folder], '--audit');
  const set = readRules(read.files);
  const isPart = (['rule', 'exclude', 'level', 'tag'] as const).some((name) => values[name] !== undefined);
  const rules = isPart ? chosen(set.rules, values) : set.rules;
  const asked = new Set(rules);
  const where = await filterOf(values);
  const archive = await openArchive(paths, values, context);
  try {
    const detections = rules.filter((rule) => rule.kind === 'detection');
    const seen = await look(detections, where, archive, values);
    const names = parseEventNames(readFileSync(packageFile('src/rules/audit/event-names.txt'), 'utf8'));
    const rows: Row[] = [
      ...[...read.broken, ...set.broken].map(brokenRow),
      // All are held against each other: one that is not asked about may find the same.
      ...auditRules(set.rules, names, seen.facts)
        .filter(({ rule }) => asked.has(rule))
        .map(({ rule, weight, problem, fix }) => ({
          file: rule.file,
          line: rule.line,
          rule: rule.title,
          weight,
          problem,
          fix,
        })),
      ...set.warnings
        .filter(({ file }) => !isPart || rules.some((rule) => rule.file === file))
        .map(({ file, line, message }) => ({
          file,
          line,
          rule: null,
          weight: 'hint' as const,
          problem: message,
          fix: null,
        })),
    ];
    rows.sort(
      (a, b) =>
        order.indexOf(a.weight) - order.indexOf(b.weight) ||
        (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1),
    );
    await print(sheetOf(rows), values, context);
    const notes = [
      verdict(rules.length, set, rows),
      ...(seen.stopped
        ? [`fields were looked for in the first ${plural(mostEvents, 'event')} that rules are about`]
        : []),
    ];
    return close(archive.tally(), rows.length, notes, values, context);
  } finally {
    archive.close();
  }
}

/**
 * The names of all events, and of those that each rule is about how many there are, and which of the rule's fields they
 * have. Rules that could be about any event are left out.
 */
async function look(
  all: readonly DetectionRule[],
  where: Expr,
  archive: Archive,
  values: Values,
): Promise<{ readonly facts: Seen; readonly stopped: boolean }> {
  const rules = all.filter((rule) => subjectOf(rule) !== everything);
  const query = { where, limit: mostEvents, keepDuplicates: false, rules: rules.map(subjectOf) };
  const bounds = boundsOf(values);
  const matches = rules.length > 0 ? await archive.ask(query, bounds) : [];
  const fields = rules.map(fieldsOf);
  const readers = fields.map((own) => fieldReader(own.map((field) => field.split('.'))));
  const byRule = new Map(rules.map(({ key }) => [key, { events: 0, fields: new Set<string>() }]));
  for (const { bytes, rules: hits = [] } of matches) {
    for (const hit of hits) {
      const facts = byRule.get(rules[hit]?.key ?? '');
      const reader = readers[hit];
      if (!facts || !reader?.read(bytes, 0, bytes.length)) continue;
      facts.events++;
      for (const [slot, field] of (fields[hit] ?? []).entries())
        if (reader.has(slot)) facts.fields.add(field);
    }
  }
  const names = await namesIn(where, archive, bounds);
  return { facts: { names, byRule }, stopped: matches.length >= mostEvents };
}

/** Of all events of the archive, in lower case. */
async function namesIn(
  where: Expr,
  archive: Archive,
  bounds: Parameters<Archive['count']>[1],
): Promise<ReadonlySet<string>> {
  const grouping = { keys: [{ kind: 'field' as const, path: ['eventName'] }] };
  const { tables, text } = await archive.count(
    { where, groupings: [grouping], keepDuplicates: true },
    bounds,
  );
  const names = new Set<string>();
  for (const table of tables) {
    for (let group = 0; group < table.size; group++) {
      // A JSON array of the values.
      const own = JSON.parse(text(table.member(group, 0)) ?? '[]') as readonly unknown[];
      for (const name of own) names.add(String(name).toLowerCase());
    }
  }
  return names;
}

function brokenRow({ message, hint }: { readonly message: string; readonly hint?: string | undefined }): Row {
  const [, file = '', line, problem = ''] = /^(.*?):(\d+):\d+: (.*)$/s.exec(message) ?? [
    null,
    '',
    null,
    message,
  ];
  return { file, line: line ? Number(line) : null, rule: null, weight: 'broken', problem, fix: hint ?? null };
}

function verdict(judged: number, { notApplicable, broken }: RuleSet, rows: readonly Row[]): string {
  const parts = [plural(judged, 'rule')];
  if (notApplicable.length > 0) parts.push(`${notApplicable.length} not about CloudTrail`);
  if (broken.length > 0) parts.push(`${broken.length} broken`);
  return `${parts.join(', ')}: ${plural(rows.length, 'complaint')}`;
}

function sheetOf(rows: readonly Row[]): Sheet<Row> {
  return {
    columns: [
      {
        name: 'weight',
        title: 'weight',
        cell: ({ weight }) => weight,
        fit: 'keep',
        lead: true,
        tone: ({ weight }) => (weight === 'hint' ? 'muted' : weight === 'error' ? 'warn' : 'bad'),
      },
      {
        name: 'problem',
        title: 'problem',
        cell: ({ problem }) => problem,
        fit: 'wrap',
        lead: true,
        minWidth: 30,
      },
      { name: 'fix', title: 'fix', cell: ({ fix }) => fix, fit: 'wrap', minWidth: 24 },
      { name: 'rule', title: 'rule', cell: ({ rule }) => rule, fit: 'wrap', minWidth: 20 },
      {
        name: 'place',
        title: 'place',
        cell: ({ file, line }) => (line === null ? file : `${file}:${line}`),
        fit: 'middle',
      },
    ],
    rows,
    json: ({ file, line, rule, weight, problem, fix }) => ({ file, line, rule, weight, problem, fix }),
    empty: 'Nothing is wrong with these rules.',
  };
}
