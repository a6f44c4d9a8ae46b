/** Counts over time as rows of bars, one row for each series, for a terminal of any width. */
import { grouped } from '../model/number-text.js';
import type { Tone } from '../model/sheet.js';
import { forTerminal } from './escape.js';
import type { FormatContext } from './formatter.js';
import { painter } from './paint.js';
import { formatTime } from './time.js';
import { displayWidth } from './width.js';

export interface Series {
  readonly name: string;
  readonly tone: Tone;
  /** Epoch milliseconds, in any order; NaN is left out. */
  readonly times: readonly number[];
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const widest = 72;
const narrowest = 10;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps: readonly (readonly [size: number, name: string])[] = [
  ...[1, 5, 15, 30].map((count) => [count * second, `${count} s`] as const),
  ...[1, 5, 15, 30].map((count) => [count * minute, `${count} min`] as const),
  ...[1, 2, 3, 6, 12].map((count) => [count * hour, `${count} h`] as const),
  [day, 'a day'],
  ...[2, 7, 14, 28, 56, 91, 182, 364, 728].map((count) => [count * day, `${count} days`] as const),
];

/** Series without times are left out; bars of all series have one scale. Nothing at all is drawn of fewer than two moments. */
export function* chart(
  series: readonly Series[],
  title: string,
  zone: string,
  { width, colour }: FormatContext,
): Generator<string> {
  const shown = series
    .map((each) => ({ ...each, times: each.times.filter((time) => !Number.isNaN(time)) }))
    .filter(({ times }) => times.length > 0);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { times } of shown) {
    for (const time of times) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
  }
  if (!(last > first)) return;
  const paint = painter(colour);
  const label = Math.max(...shown.map(({ name }) => displayWidth(forTerminal(name))));
  const room = Math.max(narrowest, Math.min(widest, (width || widest) - label - 2 - 8));
  const [size, name] = steps.find(([each]) => Math.floor(last / each) - Math.floor(first / each) < room) ?? [
    Math.ceil((last - first) / (room - 1)),
    'a bar',
  ];
  const start = Math.floor(first / size) * size;
  const count = Math.floor((last - start) / size) + 1;
  const columns = shown.map((each) => {
    const counts = new Array<number>(count).fill(0);
    for (const time of each.times) {
      const at = Math.floor((time - start) / size);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return { ...each, counts };
  });
  const top = Math.max(...columns.flatMap(({ counts }) => counts));
  yield `${paint.strong(forTerminal(title))}${paint.muted(`, a bar for ${name}, the highest ${grouped(top)}`)}\n`;
  for (const { name: own, tone, counts, times } of columns) {
    const line = counts
      .map((each) => (each === 0 ? ' ' : (bars[Math.ceil((each / top) * bars.length) - 1] ?? '')))
      .join('');
    yield `${forTerminal(own).padEnd(label)}  ${paint[tone](line)} ${paint.muted(grouped(times.length))}\n`;
  }
  const from = formatTime(start, zone);
  const to = formatTime(last, zone);
  const gap = count - displayWidth(from) - displayWidth(to);
  const axis = gap > 0 ? `${from}${' '.repeat(gap)}${to}` : `${from} to ${to}`;
  yield `${' '.repeat(label + 2)}${paint.muted(axis)}\n`;
}
