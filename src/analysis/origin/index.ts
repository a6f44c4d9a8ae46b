/** From where, and through which interface, a call came. */
import type { Origin } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { remembered } from '../../model/remembered.js';
import { textAt } from '../identity/read.js';
import { parseAddress, sourceKind } from './address.js';
import { type AwsRanges, awsRangeOf } from './aws-ranges.js';
import { interfaceOf } from './interface.js';

export { parseAddress } from './address.js';
export { type AwsRanges, parseAwsRanges } from './aws-ranges.js';

const noPlace = { address: undefined, kind: 'none' } as const;
const placeOf = remembered((source) => {
  const address = parseAddress(source);
  return { address, kind: sourceKind(source, address) };
});

/**
 * Reads the origin. Never throws. With `ranges`, an address in AWS's public ranges is told apart from others. A private
 * address that came with a VPC endpoint's id is of kind `vpc-endpoint`; a public one stays public, since the console
 * reaches services through endpoints of its own and records the user's address.
 */
export function originOf(record: JsonObject, ranges?: AwsRanges): Origin {
  const source = textAt(record, 'sourceIPAddress');
  const { address, kind } = source === null ? noPlace : placeOf(source);
  const awsRange = address && ranges && kind === 'public' ? awsRangeOf(address, ranges) : undefined;
  // The id may also be `AWS Internal` or the name of a service.
  const throughEndpoint = kind === 'private' && textAt(record, 'vpcEndpointId')?.startsWith('vpce-');
  const { via, tool, language, why } = interfaceOf(record, kind);
  return {
    sourceIPAddress: source,
    kind: throughEndpoint ? 'vpc-endpoint' : awsRange ? 'aws-public' : kind,
    via,
    tool,
    language,
    why,
    awsRange: awsRange ?? null,
    userAgent: textAt(record, 'userAgent'),
  };
}
