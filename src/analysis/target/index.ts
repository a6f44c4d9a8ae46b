/** Which resources an event acts on, and whether that answers a question about the one a user asked for. */
export { type Alias, aliasesOf } from './aliases.js';
export { type Answer, answer, type Question } from './answer.js';
export { callOf, type Extraction, effectIn, extract } from './extract.js';
export type { Leaf } from './leaf.js';
export { subjectLiterals } from './literals.js';
export type { LeafRelation } from './noun-rule.js';
export { outcomeOf } from './outcome.js';
export { mainResource } from './resource.js';
export { ignoringCase, parseSubject, type Reading, type Subject } from './subject.js';
export { isUnnamedDeletion } from './unnamed.js';
export { type Effect, effectOf } from './verbs.js';
