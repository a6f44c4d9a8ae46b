/** What a correlation counts in a window of hits, kept up to date while the window moves. */
import { evaluate } from '../../query/evaluate.js';
import type { TextNumbers } from '../../query/text-numbers.js';
import { type CorrelationRule, hitRules } from '../sigma/index.js';

/** What the rules have found in one group, one behind the other: of each as much as the correlation needs. */
export interface Steps {
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[];
  /** Place of what the correlation calls the rule in its list. */
  readonly rules: readonly number[];
  /** Tells events apart. */
  readonly events: readonly number[];
  /** If fields are counted: the number of their texts, joined; 0 if one of them is missing. */
  readonly values: readonly number[];
}

/** Steps are given by their places. */
export interface Measure {
  add(step: number): void;
  /** Takes away the step that was added first of those still there. */
  drop(step: number): void;
  /** The number that the condition is about; undefined if there is nothing to make it of. */
  value(): number | undefined;
  /** What the condition asks besides a number. */
  holds(): boolean;
}

/** `texts`: what the values stand for. */
export function createMeasure(rule: CorrelationRule, steps: Steps, texts: TextNumbers): Measure {
  switch (rule.type) {
    case 'event_count':
      return distinct(steps.events);
    case 'value_count':
      return distinct(steps.values, 0);
    case 'temporal':
      return whichMet(rule, steps);
    case 'temporal_ordered':
      return distinct(steps.rules);
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
    case 'value_median':
      return ofNumbers(rule, steps, texts);
    case 'travel':
      throw new Error('a journey is no count');
  }
}

/** `none`: what does not count. */
function distinct(keys: readonly number[], none = Number.NaN): Measure {
  const counts = new Map<number, number>();
  return {
    add(step) {
      const key = keys[step] as number;
      if (key !== none) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    drop(step) {
      const key = keys[step] as number;
      if (key === none) return;
      const left = (counts.get(key) ?? 0) - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    },
    value: () => counts.size,
    holds: () => true,
  };
}

/** Which rules have hits, where the condition says so in words; else only their number counts. */
function whichMet(rule: CorrelationRule, { rules }: Steps): Measure {
  const counts = new Map<string, number>();
  const { which } = rule;
  const change = (step: number, by: number): void => {
    const call = rule.calls[rules[step] as number] ?? '';
    const count = (counts.get(call) ?? 0) + by;
    if (count > 0) counts.set(call, count);
    else counts.delete(call);
  };
  return {
    add: (step) => change(step, 1),
    drop: (step) => change(step, -1),
    value: () => counts.size,
    holds: () => which === null || evaluate(which, { [String(hitRules[0])]: [...counts.keys()] }),
  };
}

/** An event that several rules find counts once. */
function ofNumbers(rule: CorrelationRule, { events, values }: Steps, texts: TextNumbers): Measure {
  const numbers = new Map<number, { readonly number: number; count: number }>();
  return {
    add(step) {
      const event = events[step] as number;
      const text = texts.text(values[step] as number);
      const number = text === null || !/^-?\d+(\.\d+)?$/.test(text) ? undefined : Number(text);
      const known = numbers.get(event);
      if (known) known.count++;
      else if (number !== undefined) numbers.set(event, { number, count: 1 });
    },
    drop(step) {
      const event = events[step] as number;
      const known = numbers.get(event);
      if (known && --known.count === 0) numbers.delete(event);
    },
    value() {
      const all = Array.from(numbers.values(), ({ number }) => number);
      if (all.length === 0) return undefined;
      const sum = all.reduce((total, number) => total + number, 0);
      if (rule.type === 'value_sum') return sum;
      if (rule.type === 'value_avg') return sum / all.length;
      return percentile(all, rule.percentile ?? 50);
    },
    holds: () => true,
  };
}

/** Between two numbers the line that joins them is followed. */
function percentile(numbers: readonly number[], rank: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (rank / 100) * (sorted.length - 1);
  const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
