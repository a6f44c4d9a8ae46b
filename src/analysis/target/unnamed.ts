/** Deletions that cannot be matched with anything, so that an answer can say how many it may have missed. */
import type { JsonObject } from '../../model/json.js';
import { extract } from './extract.js';
import { isKnownService, sameService } from './services.js';
import type { Subject } from './subject.js';

/**
 * Whether the record is a deletion that names no target at all, in a service that the subject may belong to: denied
 * or throttled without parameters and without a name in the message.
 */
export function isUnnamedDeletion(subject: Subject, record: JsonObject): boolean {
  const { effect, leaves, source } = extract(record);
  if (effect !== 'delete' || leaves.length > 0) return false;
  const asked = subject.readings.flatMap(({ service }) =>
    service !== null && isKnownService(service) ? [service] : [],
  );
  return asked.length === 0 || asked.some((service) => sameService(service, source));
}
