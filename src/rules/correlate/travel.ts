/**
 * Journeys that nobody can make: two events of one group, one behind the other, from places so far apart that who was at
 * the first could not be at the second in time. Where an event comes from is its value: latitude and longitude in degrees,
 * as `52.52,13.4`.
 */
import type { TextNumbers } from '../../query/text-numbers.js';
import type { CorrelationRule } from '../sigma/index.js';
import type { Episode } from './episodes.js';
import { isWithin } from './is-within.js';
import type { Steps } from './measure.js';

/** Kilometres. Databases tell where a network is registered, which for near places says nothing of a journey. */
const nearest = 500;
/** Mean radius of the earth in kilometres (IUGG). */
const radius = 6371;
/** Milliseconds: CloudTrail's times are whole seconds. */
const shortest = 1000;

interface Spot {
  readonly step: number;
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The stretches in which journeys are made whose speed, in km/h, fulfils the rule's condition; journeys of more than the
 * timespan are none, and one that begins within the timespan of another's end goes on with it. The value is the greatest
 * speed. `texts`: what the values of the steps stand for.
 */
export function journeysOf(rule: CorrelationRule, steps: Steps, texts: TextNumbers): readonly Episode[] {
  const { times } = steps;
  const found: { steps: number[]; value: number }[] = [];
  let before: Spot | undefined;
  for (let step = 0; step < times.length; step++) {
    const spot = spotOf(step, steps, texts);
    if (!spot) continue;
    const speed = before && speedOf(before, spot);
    if (before && speed !== undefined && isJourney(rule, before, spot, speed)) {
      const open = found.at(-1);
      const last = open?.steps.at(-1);
      if (open && last !== undefined && before.time - (times[last] as number) <= rule.timespan) {
        if (last !== before.step) open.steps.push(before.step);
        open.steps.push(step);
        open.value = Math.max(open.value, speed);
      } else found.push({ steps: [before.step, step], value: speed });
    }
    before = spot;
  }
  return found;
}

function isJourney(rule: CorrelationRule, from: Spot, to: Spot, speed: number): boolean {
  return to.time - from.time <= rule.timespan && isWithin(speed, rule.bounds);
}

function spotOf(step: number, { times, values }: Steps, texts: TextNumbers): Spot | undefined {
  const text = texts.text(values[step] as number) ?? '';
  const [, latitude, longitude] = /^(-?[\d.]+),(-?[\d.]+)$/.exec(text) ?? [];
  if (latitude === undefined || longitude === undefined) return undefined;
  return { step, time: times[step] as number, latitude: Number(latitude), longitude: Number(longitude) };
}

/** Whole km/h; undefined for places too near to tell. */
function speedOf(from: Spot, to: Spot): number | undefined {
  const distance = distanceOf(from, to);
  if (distance < nearest) return undefined;
  const time = Math.max(to.time - from.time, shortest);
  return Math.round(distance / (time / 3_600_000));
}

/** Kilometres over the surface (haversine). */
function distanceOf(from: Spot, to: Spot): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (a: number, b: number): number => Math.sin((b - a) / 2) ** 2;
  const [south, north] = [radians(from.latitude), radians(to.latitude)];
  const chord =
    half(south, north) +
    Math.cos(south) * Math.cos(north) * half(radians(from.longitude), radians(to.longitude));
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(chord)));
}
