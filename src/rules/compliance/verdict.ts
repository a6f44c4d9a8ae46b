/** From what was seen and what is lacking to a verdict. A lack never turns into a pass, nor into a failure. */
import crypto, { createHash } from 'node:crypto';
import type { VerdictName } from '../../model/verdict.js';
import { nameOf } from './control.js';
import type { Judgement, Observed, Proof } from './judge.js';

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

/**
 * The same for the same finding in every run, whatever else the archive holds: 32 hexadecimal digits. A count is told by
 * its group and day, for which events are read of it differs from run to run; anything else by its event.
 */
export function fingerprintOf(
  { control }: Judgement,
  { condition, events: [event], counted }: Proof,
  observed: Observed,
): string {
  const facts = counted
    ? [nameOf(control), condition.place, counted.group, counted.day]
    : [nameOf(control), condition.place, [], event === undefined ? '' : observed.event(event)];
  return sha256(JSON.stringify(facts)).slice(0, 32);
}

/** At once where Node can (since 20.12): there may be very many, and each object made for it takes longer than the hash. */
function sha256(text: string): string {
  return hashAtOnce ? hashAtOnce('sha256', text) : createHash('sha256').update(text).digest('hex');
}

const { hash: hashAtOnce } = crypto as { hash?: (algorithm: string, data: string) => string };
