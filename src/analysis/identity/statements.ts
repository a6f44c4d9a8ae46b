/**
 * What is said where a chain of credentials stops before its start. Fixed sentences, so that they can be looked for
 * and compared.
 */

export const notInArchive = 'the event that issued these credentials is not in this archive';

export const callerNotInArchive = "the calling account's own record of this call is not in this archive";

/** Only forged or damaged records can make one: credentials do not issue themselves. */
export const loops = 'the chain of credentials loops';

export const tooLong = 'the chain of credentials is too long to follow';

/** Several events fit and name different principals: none of them is chosen. */
export function oneOfSeveral(events: readonly { readonly eventId: string }[], more: boolean): string {
  const ids = events.map(({ eventId }) => eventId).sort();
  const named = ids.slice(0, 3).join(', ');
  const rest = more || ids.length > 3 ? ', …' : '';
  const count = more ? `more than ${ids.length}` : `${ids.length}`;
  return `one of ${count} events by different principals issued these credentials: ${named}${rest}`;
}
