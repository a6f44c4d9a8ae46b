/**
 * The stretches of time in which a correlation's condition holds, for the hits of one group. Sigma asks that events fall
 * within the timespan and advises against fixed boundaries, so the window slides with the hits where that can be said:
 * for counts that have to be reached. A count that has to stay low would hold while a window fills up, and so do means;
 * these are judged on windows that begin with the first hit that no earlier one covers.
 */
import type { TextNumbers } from '../../query/text-numbers.js';
import type { CorrelationRule } from '../sigma/index.js';
import { isWithin } from './is-within.js';
import { createMeasure, type Step } from './measure.js';
import { journeysOf } from './travel.js';

export interface Episode {
  /** In order of time. */
  readonly steps: readonly Step[];
  /** The largest number met, or that of the window. */
  readonly value: number;
}

/**
 * The steps must be in order of time, and of the rules where the time is the same. `texts`: what their values stand for.
 */
export function episodesOf(
  rule: CorrelationRule,
  steps: readonly Step[],
  texts: TextNumbers,
): readonly Episode[] {
  if (rule.type === 'travel') return journeysOf(rule, steps, texts);
  return (slides(rule) ? sliding : tumbling)(rule, steps, texts);
}

/** Whether the window slides with the hits. */
export function slides({ type, bounds }: CorrelationRule): boolean {
  const isMean = type === 'value_avg' || type === 'value_percentile' || type === 'value_median';
  return !isMean && bounds.every(({ op }) => op === 'gt' || op === 'gte');
}

function sliding(rule: CorrelationRule, steps: readonly Step[], texts: TextNumbers): readonly Episode[] {
  const { timespan } = rule;
  const measure = createMeasure(rule, texts);
  const chain = rule.type === 'temporal_ordered' ? chainOf(rule) : undefined;
  const found: Episode[] = [];
  let from = 0;
  let open: { from: number; to: number; value: number } | undefined;
  const close = (): void => {
    if (open) found.push({ steps: steps.slice(open.from, open.to + 1), value: open.value });
    open = undefined;
  };
  for (const [i, step] of steps.entries()) {
    for (let first = steps[from]; first && first.time < step.time - timespan; first = steps[++from])
      measure.drop(first);
    measure.add(step);
    chain?.add(step);
    const last = open && steps[open.to];
    if (last && step.time - last.time > timespan) close();
    const value = measure.value();
    const start = chain ? chain.start() : Number.NEGATIVE_INFINITY;
    const chained = !chain || start >= step.time - timespan;
    const holds = value !== undefined && isWithin(value, rule.bounds) && measure.holds() && chained;
    if (!holds || value === undefined) {
      close();
    } else if (open) {
      open.to = i;
      open.value = Math.max(open.value, value);
    } else {
      let first = from;
      while ((steps[first]?.time ?? Number.POSITIVE_INFINITY) < start) first++;
      open = { from: first, to: i, value };
    }
  }
  close();
  return found;
}

/** The latest beginning of a chain of hits, one of each rule in their order; equal times count as in order. */
function chainOf(rule: CorrelationRule): { add(step: Step): void; start(): number } {
  const best = rule.calls.map(() => Number.NEGATIVE_INFINITY);
  return {
    add({ rule: at, time }) {
      const before = at === 0 ? time : (best[at - 1] ?? Number.NEGATIVE_INFINITY);
      if (before >= time - rule.timespan) best[at] = before;
    },
    start: () => best.at(-1) ?? Number.NEGATIVE_INFINITY,
  };
}

function tumbling(rule: CorrelationRule, steps: readonly Step[], texts: TextNumbers): readonly Episode[] {
  const found: Episode[] = [];
  for (let from = 0; from < steps.length; ) {
    const end = (steps[from]?.time ?? 0) + rule.timespan;
    let to = from;
    while (to < steps.length && (steps[to]?.time ?? 0) <= end) to++;
    const covered = steps.slice(from, to);
    const measure = createMeasure(rule, texts);
    for (const step of covered) measure.add(step);
    const value = measure.value();
    if (value !== undefined && isWithin(value, rule.bounds) && measure.holds())
      found.push({ steps: covered, value });
    from = to;
  }
  return found;
}
