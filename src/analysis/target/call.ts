/**
 * What is known of a call before its record is looked into: its event name read, its exceptions applied, and how
 * each key relates to it. Archives repeat few calls many times, so this is kept per source and event name.
 */
import { isContentKey } from './content-keys.js';
import { type EventName, readEventName, readNoun } from './event-name.js';
import { exceptionFor } from './exceptions.js';
import { type Classified, classify } from './noun-rule.js';
import { fold, singular, words } from './words.js';

export interface Call {
  /** Label of the event source: `s3`. */
  readonly source: string;
  readonly event: EventName;
  /** Key of what the call is mostly about, where that is not the thing acted on; else null. */
  readonly main: string | null;
  /** How the value under a key (inside an object under `enclosing`) relates to the call. */
  relate(key: string, enclosing: string | null): Classified;
  /** Whether what stands under the key is content, never a name. */
  isContent(key: string): boolean;
}

const calls = new Map<string, Call>();
/** Event names come from the evidence: a hostile archive must not fill memory with them. */
const maxCached = 2_000;
const maxCachedLength = 200;

/** `s3` of `s3.amazonaws.com`. */
export function sourceLabel(eventSource: string): string {
  return eventSource.toLowerCase().replace(/\.amazonaws\.com(?:\.cn)?$/, '');
}

/** The call of an event; the same object for the same event source and name as long as it is cached. */
export function readCall(eventSource: string, eventName: string, isServiceEvent: boolean): Call {
  const id = `${eventSource} ${eventName} ${isServiceEvent}`;
  const known = calls.get(id);
  if (known !== undefined) return known;
  const call = parse(sourceLabel(eventSource), eventName, isServiceEvent);
  if (calls.size >= maxCached) calls.clear();
  if (id.length <= maxCachedLength) calls.set(id, call);
  return call;
}

function parse(source: string, eventName: string, isServiceEvent: boolean): Call {
  const read = readEventName(eventName, isServiceEvent);
  const exception = exceptionFor(source, read.name);
  const event = {
    ...read,
    ...(exception.effect === null ? {} : { effect: exception.effect }),
    ...(exception.noun === null ? {} : readNoun(words(exception.noun))),
  };
  const related = new Map<string, Classified>();
  const content = new Map<string, boolean>();

  function relate(key: string, enclosing: string | null): Classified {
    const id = enclosing === null ? key : `${enclosing} ${key}`;
    return remember(related, id, () => {
      const classified = classify(event, { key, enclosing });
      const relation = exception.relations.get(singular(fold(key)));
      if (relation === undefined) return classified;
      const types = relation === 'self' ? [event.kind, ...classified.types] : classified.types;
      return { relation, tier: relation === 'self' ? 1 : 0, types };
    });
  }

  function isContent(key: string): boolean {
    return remember(content, key, () => {
      if (!isContentKey(fold(key)) || exception.relations.has(singular(fold(key)))) return false;
      const { relation, tier } = relate(key, null);
      return relation !== 'self' || tier > 2;
    });
  }

  return { source, event, main: exception.main, relate, isContent };
}

function remember<T>(cache: Map<string, T>, id: string, compute: () => T): T {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const value = compute();
  if (cache.size < maxCached && id.length <= maxCachedLength) cache.set(id, value);
  return value;
}
