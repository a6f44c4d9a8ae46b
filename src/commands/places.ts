/** What the user's own files tell about addresses: AWS's list of its ranges, MaxMind's databases. */
import { type AwsRanges, parseAwsRanges } from '../analysis/origin/index.js';
import { openGeoip } from '../load/geoip.js';
import { readSmallJson } from '../load/small-json.js';
import type { Place } from '../model/event.js';
import { UsageError } from '../model/usage-error.js';
import type { Values } from './options.js';
import type { Context } from './spec.js';

export interface Places {
  readonly ranges: AwsRanges | undefined;
  /** Absent where no databases were given. */
  readonly placeOf: ((address: string) => Place | null) | undefined;
}

/** @throws UsageError naming the option, or the variable, for a file that is missing or something else. */
export function openPlaces(values: Values, { env }: Context): Places {
  const folder = values.geoip ?? (env.TRAILSCAN_GEOIP || undefined);
  const asked = values.geoip === undefined ? '$TRAILSCAN_GEOIP' : '--geoip';
  return {
    ranges: values.awsIpRanges === undefined ? undefined : rangesFrom(values.awsIpRanges),
    placeOf: folder === undefined ? undefined : openGeoip(folder, asked),
  };
}

function rangesFrom(path: string): AwsRanges {
  try {
    return parseAwsRanges(readSmallJson(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'AWS publishes the list as ip-ranges.json (Amazon VPC User Guide, "AWS IP address ranges").';
    throw new UsageError(`--aws-ip-ranges: '${path}': ${reason}`, undefined, hint);
  }
}
