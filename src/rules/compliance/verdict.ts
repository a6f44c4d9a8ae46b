/** From what was seen and what is lacking to a verdict. A lack never turns into a pass, nor into a failure. */
import { createHash } from 'node:crypto';
import type { VerdictName } from '../../model/verdict.js';
import { nameOf } from './control.js';
import type { Judgement, Proof } from './judge.js';

export interface Outcome {
  readonly verdict: VerdictName;
  readonly reasons: readonly string[];
}

/**
 * `counting`: how many proofs are left when suppressions and the baseline are taken off; `lacks`: why the evidence is not
 * enough. What was done is done, whatever else is missing; that something was not seen means nothing while evidence is.
 */
export function outcomeOf(
  { absent, doubts }: Judgement,
  counting: number,
  lacks: readonly string[],
): Outcome {
  if (counting > 0) return { verdict: 'fail', reasons: absent };
  const reasons = [...doubts, ...lacks];
  if (reasons.length > 0) return { verdict: 'not judged', reasons: [...reasons, ...absent] };
  return absent.length > 0 ? { verdict: 'fail', reasons: absent } : { verdict: 'pass', reasons: [] };
}

/** The same for the same finding in every run, whatever else the archive holds: 32 hexadecimal digits. */
export function fingerprintOf({ control }: Judgement, { condition, events, group }: Proof): string {
  const facts = [nameOf(control), condition.place, group, events[0]?.event ?? ''];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}
