/** Sigma: the texts of rule files to conditions and correlations. */
export type { Clause } from './clause.js';
export type { Bound, CorrelationType, GroupField } from './correlation.js';
export { hitRules } from './correlation.js';
export { explainRule, type HeldClause, type Verdict } from './explain.js';
export type { DetectionRule, RuleInfo, Status } from './rule.js';
export { type CorrelationRule, type RuleFile, type RuleSet, readRules, type SigmaRule } from './rule-set.js';
export type { RuleText, RuleWarning } from './text.js';
