/** What a correlation counts in a window of hits, kept up to date while the window moves. */
import { evaluate } from '../../query/evaluate.js';
import type { TextNumbers } from '../../query/text-numbers.js';
import { type CorrelationRule, hitRules } from '../sigma/index.js';

/** One event that one of the rules has found, as far as the correlation needs it. */
export interface Step {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Tells events apart. */
  readonly event: number;
  /** Place of what the correlation calls the rule in its list. */
  readonly rule: number;
  /** The number of the text of the fields that are counted, joined; 0 if one of them is missing. */
  readonly value: number;
  /** Its position, or those of the events that it was made of. */
  readonly positions: number | readonly number[];
}

export interface Measure {
  add(step: Step): void;
  /** Takes away the step that was added first of those still there. */
  drop(step: Step): void;
  /** The number that the condition is about; undefined if there is nothing to make it of. */
  value(): number | undefined;
  /** What the condition asks besides a number. */
  holds(): boolean;
}

/** `texts`: what the values stand for. */
export function createMeasure(rule: CorrelationRule, texts: TextNumbers): Measure {
  switch (rule.type) {
    case 'event_count':
      return distinct(({ event }) => event);
    case 'value_count':
      return distinct(({ value }) => (value === 0 ? null : value));
    case 'temporal':
      return whichMet(rule);
    case 'temporal_ordered':
      return distinct((step) => step.rule);
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
    case 'value_median':
      return ofNumbers(rule, texts);
    case 'travel':
      throw new Error('a journey is no count');
  }
}

function distinct(keyOf: (step: Step) => number | null): Measure {
  const counts = new Map<number, number>();
  return {
    add(step) {
      const key = keyOf(step);
      if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    drop(step) {
      const key = keyOf(step);
      if (key === null) return;
      const left = (counts.get(key) ?? 0) - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    },
    value: () => counts.size,
    holds: () => true,
  };
}

/** Which rules have hits, where the condition says so in words; else only their number counts. */
function whichMet(rule: CorrelationRule): Measure {
  const counts = new Map<string, number>();
  const { which } = rule;
  const callOf = (step: Step): string => rule.calls[step.rule] ?? '';
  const change = (step: Step, by: number): void => {
    const call = callOf(step);
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
function ofNumbers(rule: CorrelationRule, texts: TextNumbers): Measure {
  const numbers = new Map<number, { readonly number: number; count: number }>();
  return {
    add({ event, value }) {
      const text = texts.text(value);
      const number = text === null || !/^-?\d+(\.\d+)?$/.test(text) ? undefined : Number(text);
      const known = numbers.get(event);
      if (known) known.count++;
      else if (number !== undefined) numbers.set(event, { number, count: 1 });
    },
    drop({ event }) {
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
