/**
 * The stretches of time in which a correlation's condition holds, for the hits of one group. Sigma asks that events fall
 * within the timespan and advises against fixed boundaries, so the window slides with the hits where that can be said:
 * for counts that have to be reached. A count that has to stay low would hold while a window fills up, and so do means;
 * these are judged on windows that begin with the first hit that no earlier one covers.
 */
import type { TextNumbers } from '../../query/text-numbers.js';
import type { CorrelationRule } from '../sigma/index.js';
import { isWithin } from './is-within.js';
import { createMeasure, type Steps } from './measure.js';
import { journeysOf } from './travel.js';

export interface Episode {
  /** Their places, in order of time. */
  readonly steps: readonly number[];
  /** The largest number met, or that of the window. */
  readonly value: number;
}

/** Where the time is the same the steps must be in the order of the rules. `texts`: what their values stand for. */
export function episodesOf(rule: CorrelationRule, steps: Steps, texts: TextNumbers): readonly Episode[] {
  if (rule.type === 'travel') return journeysOf(rule, steps, texts);
  return (slides(rule) ? sliding : tumbling)(rule, steps, texts);
}

/** Whether the window slides with the hits. */
export function slides({ type, bounds }: CorrelationRule): boolean {
  const isMean = type === 'value_avg' || type === 'value_percentile' || type === 'value_median';
  return !isMean && bounds.every(({ op }) => op === 'gt' || op === 'gte');
}

function sliding(rule: CorrelationRule, steps: Steps, texts: TextNumbers): readonly Episode[] {
  const { timespan } = rule;
  const { times } = steps;
  const measure = createMeasure(rule, steps, texts);
  const chain = rule.type === 'temporal_ordered' ? chainOf(rule, steps) : undefined;
  const found: Episode[] = [];
  let from = 0;
  let open: { from: number; to: number; value: number } | undefined;
  const close = (): void => {
    if (open) found.push({ steps: range(open.from, open.to + 1), value: open.value });
    open = undefined;
  };
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    while ((times[from] as number) < time - timespan) measure.drop(from++);
    measure.add(i);
    chain?.add(i);
    if (open && time - (times[open.to] as number) > timespan) close();
    const value = measure.value();
    const start = chain ? chain.start() : Number.NEGATIVE_INFINITY;
    const chained = !chain || start >= time - timespan;
    const holds = value !== undefined && isWithin(value, rule.bounds) && measure.holds() && chained;
    if (!holds) {
      close();
    } else if (open) {
      open.to = i;
      open.value = Math.max(open.value, value);
    } else {
      let first = from;
      while ((times[first] as number) < start) first++;
      open = { from: first, to: i, value };
    }
  }
  close();
  return found;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** The latest beginning of a chain of hits, one of each rule in their order; equal times count as in order. */
function chainOf(
  { calls, timespan }: CorrelationRule,
  { times, rules }: Steps,
): { add(step: number): void; start(): number } {
  const best = calls.map(() => Number.NEGATIVE_INFINITY);
  return {
    add(step) {
      const time = times[step] as number;
      const at = rules[step] as number;
      const before = at === 0 ? time : (best[at - 1] ?? Number.NEGATIVE_INFINITY);
      if (before >= time - timespan) best[at] = before;
    },
    start: () => best.at(-1) ?? Number.NEGATIVE_INFINITY,
  };
}

function tumbling(rule: CorrelationRule, steps: Steps, texts: TextNumbers): readonly Episode[] {
  const { times } = steps;
  const found: Episode[] = [];
  for (let from = 0; from < times.length; ) {
    const end = (times[from] as number) + rule.timespan;
    let to = from;
    while (to < times.length && (times[to] as number) <= end) to++;
    const measure = createMeasure(rule, steps, texts);
    for (let i = from; i < to; i++) measure.add(i);
    const value = measure.value();
    if (value !== undefined && isWithin(value, rule.bounds) && measure.holds())
      found.push({ steps: range(from, to), value });
    from = to;
  }
  return found;
}
