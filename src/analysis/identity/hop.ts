/** Making hops: the shape that every step of a chain has. */
import type { Hop } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { textAt } from './read.js';

/** A hop that the use itself states, without an event of its own. */
export function recorded(principal: Hop['principal'], by: string, why: string): Hop {
  return { principal, by, eventID: null, eventTime: null, grounds: 'recorded', why };
}

export function brief({ type, name, arn, account }: Hop['principal']): Hop['principal'] {
  return { type, name, arn, account };
}

export function eventOf(record: JsonObject): Pick<Hop, 'eventID' | 'eventTime'> {
  return { eventID: textAt(record, 'eventID'), eventTime: textAt(record, 'eventTime') };
}
