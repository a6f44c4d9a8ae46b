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
  const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text);
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** The prefix to lay before a name: everything up to the resource. */
export function arnWith(arn: Arn, resource: string): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${resource}`;
}
