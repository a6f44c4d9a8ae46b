/**
 * What is said when nothing answers a question about a resource: a name that differs only in letter case, longer names
 * that contain it, or a name spelled nearly so. An answer of "nobody" to a mistyped name would be a false one.
 */
import { answer, extract, ignoringCase, type Question, type Subject } from '../analysis/target/index.js';
import type { JsonObject } from '../model/json.js';
import type { Expr } from '../query/ast.js';
import { nearest } from '../query/suggest.js';

const mostNames = 5;

/** Notes from the records that mention the subject but do not answer; most telling first, none if there is nothing. */
export function nearMisses(
  subject: Subject,
  question: Question,
  mentioning: readonly JsonObject[],
): readonly string[] {
  const folded = ignoringCase(subject);
  const otherCase = names(
    mentioning.flatMap((record) => answer(folded, question, record)?.resource.name ?? []),
  );
  if (otherCase.length > 0) return [`Only letter case differs: ${otherCase.join(', ')}`];
  const text = subject.text.toLowerCase();
  const longer = names(
    mentioning.flatMap((record) =>
      extract(record)
        .leaves.filter(({ value }) => value.length < 200 && value.toLowerCase().includes(text))
        .map(({ value }) => value),
    ),
  );
  return longer.length > 0 ? [`Names that contain it: ${longer.join(', ')}`] : [];
}

/** The most frequent distinct names. */
function names(all: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostNames)
    .map(([name]) => name);
}

/** Calls that may tell how a mistyped name is really spelled; undefined where they would be nearly all calls. */
export function similarCalls(question: Question): Expr | undefined {
  const verbs = { deleted: ['Delete', 'Terminate'], created: ['Create', 'Run'], changed: [], accessed: [] }[
    question
  ];
  if (verbs.length === 0) return undefined;
  const terms: Expr[] = verbs.map((verb) => ({
    kind: 'glob',
    path: ['eventName'],
    glob: [verb, { any: 'many' }],
    foldCase: false,
  }));
  return { kind: 'any', terms };
}

/** The name in these records that the subject is most likely a misspelling of. */
export function misspelt(subject: Subject, records: readonly JsonObject[]): string | undefined {
  const known = new Set(records.flatMap((record) => extract(record).leaves.map(({ value }) => value)));
  return nearest(
    subject.text,
    [...known].filter((name) => name.length < 200),
  );
}
