/** Looks up whether a call is among those worth a second look. */
import { type SensitiveCall, sensitiveCalls } from './calls.js';

export { type SensitiveCall, sensitiveCalls } from './calls.js';

/** Lambda and CloudFront put the API version into the event name: `UpdateFunctionCode20150331v2`. */
const apiVersion = /_?\d{4}_?\d{2}_?\d{2}(?:v\d+)?$/;

const byCall: ReadonlyMap<string, SensitiveCall> = new Map(
  sensitiveCalls.map((call) => [`${call.source} ${call.name}`, call]),
);

/** The entry for a call as a record names it, or undefined: most calls have none. Never throws. */
export function sensitiveCall(eventSource: string, eventName: string): SensitiveCall | undefined {
  return byCall.get(`${eventSource} ${eventName.replace(apiVersion, '')}`);
}
