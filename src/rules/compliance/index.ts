/** Compliance: packs of controls, and what the events at hand make of each. */
export { type Control, nameOf, type Pack } from './control.js';
export { uncovered } from './coverage.js';
export { type Evidence, lacksOf, sourceKey } from './evidence.js';
export { type Judgement, judge, type Observed, type Proof } from './judge.js';
export { type Allowed, type Question, questionOf } from './question.js';
export { readPack } from './read-pack.js';
export { type AskedTime, silencesIn } from './silences.js';
export { fingerprintOf, type Outcome, outcomeOf } from './verdict.js';
