/** Times as other writers spell them, in the way of `eventTime`: `2024-05-01T10:00:00Z`, whole seconds, UTC. */
import { secondText } from '../../model/second-text.js';

const spelled = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,]\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/;

/** Undefined if it is not a time. One without an offset is taken to be UTC. */
export function isoTime(text: string): string | undefined {
  const [, day, time, zone = 'Z'] = spelled.exec(text.trim()) ?? [];
  const at = Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isNaN(at) ? undefined : secondText(at);
}
