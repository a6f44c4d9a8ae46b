/**
 * What trailscan concludes from one record, kept apart from the record itself: who, what, from where, and how
 * it ended. The shapes are those printed as JSON; see `src/format/schemas/event.schema.json`.
 */

export type Outcome = 'success' | 'denied' | 'failure' | 'dry-run';

/** Whether an event acted on the resource asked for, or on something that belongs to it. */
export type Relation = 'direct' | 'related';

/** recorded: the record itself says so; proven: an issuing event links it; inferred: concluded, with a reason. */
export type Grounds = 'recorded' | 'proven' | 'inferred';

export interface Resource {
  /** CloudFormation-style (`AWS::S3::Bucket`), else `service:noun`, else null. */
  readonly type: string | null;
  readonly name: string;
  /** Only if recorded. */
  readonly arn: string | null;
}

/** The identity that AWS wrote down. */
export interface Principal {
  /** `userIdentity.type`, or `Unknown`. */
  readonly type: string;
  /** As a person reads it: `alice`, `Admin/alice`, `root`, `ec2.amazonaws.com`. */
  readonly name: string;
  /** Stable within AWS: principal id where recorded, else ARN, else account or service; null if none. */
  readonly id: string | null;
  readonly arn: string | null;
  readonly account: string | null;
  readonly accessKeyId: string | null;
  /** Null where the record does not say. */
  readonly mfa: boolean | null;
  readonly sourceIdentity: string | null;
  /** The service that made the call with or for this identity. */
  readonly invokedBy: string | null;
}

/** One step from an event back to whoever obtained the credentials it was made with. */
export interface Hop {
  /** The principal reached by this hop. */
  readonly principal: {
    readonly type: string;
    readonly name: string;
    readonly arn: string | null;
    readonly account: string | null;
  };
  /** What made the credentials: `AssumeRole`, `ConsoleLogin`, `instance profile`, ... */
  readonly by: string;
  readonly eventID: string | null;
  readonly eventTime: string | null;
  readonly grounds: Grounds;
  /** Why this hop holds, in words: `accessKeyId issued by event …`. */
  readonly why: string;
}

/** Whom we conclude to be behind the credentials. */
export interface Actor {
  readonly type: string;
  readonly name: string;
  readonly arn: string | null;
  readonly account: string | null;
  readonly grounds: Grounds;
  /** Nearest hop first; empty when the principal acted with credentials of its own. */
  readonly chain: readonly Hop[];
  /** Said when the chain could not be followed to its start, else null. */
  readonly end: string | null;
}

/** `aws-public`: in AWS's own list of public ranges, where that was given; otherwise such an address is public. */
export type AddressKind =
  | 'public'
  | 'aws-public'
  | 'private'
  | 'aws-service'
  | 'aws-internal'
  | 'vpc-endpoint'
  | 'invalid'
  | 'none';
export type Interface = 'console' | 'cli' | 'sdk' | 'iac' | 'service' | 'unknown';

/** From where, and through which interface, the call came. */
export interface Origin {
  readonly sourceIPAddress: string | null;
  readonly kind: AddressKind;
  readonly via: Interface;
  /** `aws-cli/2.15.0`, `Boto3/1.17`, `Terraform/1.5.2`; null if the user agent does not tell. */
  readonly tool: string | null;
  /** Programming language of the SDK: `python`, `go`, `java`; null if the user agent does not tell. */
  readonly language: string | null;
  /** On what `via` rests, in words: `userAgent starts with aws-cli`. A caller can write any user agent. */
  readonly why: string;
  /** Set for `aws-public`: the service (`EC2`) and region that AWS's list gives for the address. */
  readonly awsRange: { readonly service: string; readonly region: string } | null;
  readonly userAgent: string | null;
  /** Only where MaxMind databases were given; null if they do not have the address. */
  readonly place?: Place | null;
}

/** Where an address is, as far as the databases tell. */
export interface Place {
  /** ISO 3166 code. */
  readonly country: string | null;
  readonly countryName: string | null;
  readonly city: string | null;
  /** Degrees; the middle of an area, not a house. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Number of the autonomous system that announces the address, and who runs it. */
  readonly asn: number | null;
  readonly organization: string | null;
}

/** What every finding tells of its event, whatever found it. */
export interface EventFacts {
  readonly eventSource: string | null;
  readonly eventName: string | null;
  readonly errorCode: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly outcome: Outcome;
  readonly resource: Resource | null;
  readonly principal: Principal;
  readonly actor: Actor;
  readonly origin: Origin;
  /** Where the event was read from: the file, the member if it is a container, and the position in it. */
  readonly file: string;
  readonly member: string | null;
  readonly index: number;
}
