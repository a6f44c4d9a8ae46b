/** Presence in the steps of `--every`, and which of them a silence reaches into: the cells of the heat map. */
import type { Span } from '../../analysis/coverage/index.js';
import { type Buckets, buckets } from '../count/buckets.js';
import type { ClassPresence } from './question.js';

export interface PlaceCells {
  readonly account: string;
  readonly region: string;
  readonly total: number;
  /** One for each step, in order. */
  readonly events: readonly number[];
  readonly gaps: readonly boolean[];
}

/** A time in which something is probably missing; of the whole account if the region is null. */
export interface Hole extends Span {
  readonly account: string;
  readonly region: string | null;
}

export interface Cells {
  /** The length of a step that was asked for, or what was needed; milliseconds. */
  readonly every: number;
  /** Beginnings of the steps, epoch milliseconds; the last is where the last one ends. */
  readonly steps: readonly number[];
  /** By account, then region. */
  readonly places: readonly PlaceCells[];
}

/** So many steps are as many as anybody can look at; a span of more is cut into longer ones. */
const mostSteps = 20_000;
const day = 86_400_000;

export function cellsOf(
  presence: readonly ClassPresence[],
  holes: readonly Hole[],
  span: Span,
  asked: number,
  zone: string,
): Cells {
  const length = span.until - span.from;
  const every = length <= asked * mostSteps ? asked : Math.ceil(length / mostSteps / day) * day;
  const grid = buckets(every, zone);
  const steps = stepsOf(grid, span);
  const at = new Map(steps.map((start, i) => [start, i]));
  const places = new Map<string, { account: string; region: string; events: number[] }>();
  for (const { account, region, from, events } of presence) {
    const column = at.get(grid.startOf(from));
    if (column === undefined || column >= steps.length - 1) continue;
    const key = `${account} ${region}`;
    const place = places.get(key) ?? { account, region, events: new Array<number>(steps.length - 1).fill(0) };
    place.events[column] = (place.events[column] ?? 0) + events;
    places.set(key, place);
  }
  return {
    every,
    steps,
    places: [...places]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { account, region, events }]) => {
        const own = holes.filter((hole) => hole.account === account && concerns(hole, region, events, steps));
        return {
          account,
          region,
          total: events.reduce((sum, count) => sum + count, 0),
          events,
          gaps: events.map((_, i) =>
            own.some(({ from, until }) => from < (steps[i + 1] ?? 0) && until > (steps[i] ?? 0)),
          ),
        };
      }),
  };
}

/** A gap of the whole account tells of a region only if that had events before it and after. */
function concerns(hole: Hole, region: string, events: readonly number[], steps: readonly number[]): boolean {
  if (hole.region !== null) return hole.region === region;
  const has = (test: (from: number, until: number) => boolean): boolean =>
    events.some((count, i) => count > 0 && test(steps[i] ?? 0, steps[i + 1] ?? 0));
  return has((from) => from < hole.from) && has((_, until) => until > hole.until);
}

function stepsOf(grid: Buckets, { from, until }: Span): number[] {
  const steps = [grid.startOf(from)];
  for (let at = steps[0] ?? from; at < until; ) {
    at = grid.after(at);
    steps.push(at);
  }
  return steps;
}
