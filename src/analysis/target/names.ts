/**
 * What a recorded value may be called. `https://sqs.…/111122223333/orders` is the queue `orders`, and
 * `arn:aws:iam::111122223333:role/ops/Admin` the role `Admin`.
 */
import { type Arn, parseArn } from './arn.js';
import { type Named, readResource } from './arn-shapes.js';
import { ec2IdType } from './ec2-ids.js';

/** The ways to name what a recorded value stands for. */
export interface Names {
  readonly arn: Arn | null;
  /** The value itself first, the everyday name last. */
  readonly own: readonly string[];
  /** Folded noun that the value itself tells, or ''. */
  readonly type: string;
  /** What holds the thing, where the value names it too. */
  readonly holder: Named['holder'];
}

/** All names of a value recorded by an event of the source (`sqs`) under the key. */
export function namesOf(value: string, source: string, key: string): Names {
  const decoded = value.includes('%') ? percentDecoded(value) : value;
  const arn = parseArn(decoded);
  if (arn !== undefined) {
    const { type, names, holder } = readResource(arn.service, arn.resource);
    return { arn, own: [value, decoded, ...names], type, holder };
  }
  const own = [value];
  if (decoded !== value) own.push(decoded);
  if (decoded.endsWith('.') && decoded.length > 1) own.push(decoded.slice(0, -1));
  const everyday = everydayName(decoded, source, key);
  if (everyday !== undefined) own.push(everyday);
  const type = source === 'kms' && decoded.startsWith('alias/') ? 'alias' : (ec2IdType(decoded) ?? '');
  return { arn: null, own, type, holder: null };
}

/** The plain name within a value that is not an ARN, by the habits of its service. */
function everydayName(value: string, source: string, key: string): string | undefined {
  switch (source) {
    case 'sqs':
      return /^https?:\/\/[^/]+\/\d{12}\/([^/]+)$/.exec(value)?.[1];
    case 'route53':
      return /^\/(?:hostedzone|change|delegationset)\/(.+)$/.exec(value)?.[1];
    case 'kms':
      return /^alias\/(.+)$/.exec(value)?.[1];
    case 'lambda':
      // 111122223333:function:NAME:QUALIFIER, with less or more of it
      if (key.toLowerCase() !== 'functionname') return undefined;
      return /^(?:.*:)?function:([^:]+)(?::[^:]+)?$/.exec(value)?.[1] ?? /^([^:]+):[^:]+$/.exec(value)?.[1];
    case 'autoscaling':
      // Application Auto Scaling: service/CLUSTER/NAME, table/NAME
      return key === 'resourceId' ? /^[a-z-]+\/(?:.*\/)?([^/]+)$/.exec(value)?.[1] : undefined;
    default:
      return undefined;
  }
}

function percentDecoded(value: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
