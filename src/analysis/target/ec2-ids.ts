/**
 * Generated EC2 ids tell by their prefix what they are ids of, whatever key they stand under and whichever service
 * made the call: `target: "i-…"` of an SSM session is an instance. EC2 User Guide, resource ids.
 */
const prefixes: ReadonlyMap<string, string> = new Map([
  ['i', 'instance'],
  ['vol', 'volume'],
  ['snap', 'snapshot'],
  ['ami', 'image'],
  ['sg', 'securitygroup'],
  ['subnet', 'subnet'],
  ['vpc', 'vpc'],
  ['eni', 'networkinterface'],
  ['eipalloc', 'address'],
  ['rtb', 'routetable'],
  ['igw', 'internetgateway'],
  ['nat', 'natgateway'],
  ['acl', 'networkacl'],
  ['vpce', 'vpcendpoint'],
  ['pcx', 'vpcpeeringconnection'],
  ['tgw', 'transitgateway'],
  ['lt', 'launchtemplate'],
]);

/** The folded noun of an EC2 id (`i-0123456789abcdef0` is an `instance`), or undefined for any other text. */
export function ec2IdType(value: string): string | undefined {
  if (value.length > 30) return undefined;
  return prefixes.get(/^([a-z]+)-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.exec(value)?.[1] ?? '');
}

/** Ids that AWS generates: letter case means nothing in them, and nobody else has the same one. */
export function isGeneratedId(value: string): boolean {
  return (
    value.length < 60 &&
    /^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(
      value,
    )
  );
}
