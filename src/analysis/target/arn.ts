/** ARNs taken apart: `arn:partition:service:region:account:resource`. IAM User Guide, Amazon Resource Names. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All after the fifth colon, colons included. */
  readonly resource: string;
}

/** The parts, or undefined if this is no ARN. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined;
  // Without a pattern and its list of groups: several are read for each event that is shown.
  const partition = text.indexOf(':', 4);
  const service = partition < 0 ? -1 : text.indexOf(':', partition + 1);
  const region = service < 0 ? -1 : text.indexOf(':', service + 1);
  const account = region < 0 ? -1 : text.indexOf(':', region + 1);
  if (account < 0 || account === text.length - 1) return undefined;
  return {
    partition: text.slice(4, partition),
    service: text.slice(partition + 1, service),
    region: text.slice(service + 1, region),
    account: text.slice(region + 1, account),
    resource: text.slice(account + 1),
  };
}

/** The prefix to lay before a name: everything up to the resource. */
export function arnWith(arn: Arn, resource: string): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${resource}`;
}
