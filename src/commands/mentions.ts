/** Resources as a condition on records; apart, for it is all that has to be loaded before the reading begins. */
import { subjectLiterals, targetFields } from '../analysis/target/literals.js';
import type { Subject } from '../analysis/target/subject.js';
import { allOf, anyOf, type Expr } from '../query/ast.js';

/** The condition that a record has to meet to be about the subject. */
export function mentionsOf(subjects: readonly Subject[]): Expr {
  const literals = subjects.map(subjectLiterals);
  if (literals.some((each) => each.length === 0)) return allOf([]);
  return anyOf(
    literals.flat().map((literal): Expr => ({ kind: 'mentions', ...literal, fields: targetFields })),
  );
}
