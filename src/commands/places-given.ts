/** The user's files on addresses, opened where any are given: without, nothing of it is loaded. */
import type { Values } from './options.js';
import type { Places } from './places.js';
import type { Context } from './spec.js';

/** @throws UsageError naming the option, for a file that is missing or something else. */
export async function placesOf(values: Values, context: Context): Promise<Places> {
  if (values.awsIpRanges === undefined && values.geoip === undefined && !context.env.TRAILSCAN_GEOIP) {
    return { ranges: undefined, placeOf: undefined };
  }
  const { openPlaces } = await import('./places.js');
  return openPlaces(values, context);
}
