/**
 * The names CloudTrail gives its fields, for reading what a user typed: Athena and CloudTrail Lake show every name
 * in lower case, so `useridentity.arn` has to find `userIdentity.arn`; and a name that CloudTrail does not have is
 * a mistake worth stopping for, since it would match nothing without a word. AWS adds fields as it likes, hence the
 * way out: a name in double quotes is taken as it stands.
 */
import type { Path } from './ast.js';
import { nearest } from './suggest.js';

/** Names and what is known below them; nothing known below means that anything may be there. */
interface Fields {
  readonly [name: string]: Fields;
}

/**
 * CloudTrail User Guide: record contents for management, data and network activity events; record contents for
 * Insights events; userIdentity element. CloudTrail Lake: supported schemas (`annotation`, `ec2IssuedInVpc`).
 */
const recordFields: Fields = {
  eventVersion: {},
  userIdentity: {
    type: {},
    principalId: {},
    arn: {},
    accountId: {},
    accessKeyId: {},
    userName: {},
    sessionContext: {
      sessionIssuer: { type: {}, principalId: {}, arn: {}, accountId: {}, userName: {} },
      webIdFederationData: { federatedProvider: {}, attributes: {} },
      attributes: { creationDate: {}, mfaAuthenticated: {} },
      sourceIdentity: {},
      ec2RoleDelivery: {},
      ec2IssuedInVpc: {},
      assumedRoot: {},
    },
    invokedBy: {},
    invokedByDelegate: { accountId: {} },
    onBehalfOf: { userId: {}, identityStoreArn: {} },
    inScopeOf: {
      sourceArn: {},
      sourceAccount: {},
      issuerType: {},
      credentialsIssuedTo: {},
      credentialsIssuedToVersion: {},
    },
    credentialId: {},
    identityProvider: {},
  },
  eventTime: {},
  eventSource: {},
  eventName: {},
  awsRegion: {},
  sourceIPAddress: {},
  userAgent: {},
  errorCode: {},
  errorMessage: {},
  requestParameters: {},
  responseElements: {},
  additionalEventData: {},
  requestID: {},
  eventID: {},
  eventType: {},
  apiVersion: {},
  managementEvent: {},
  readOnly: {},
  resources: { ARN: {}, ARNPrefix: {}, accountId: {}, type: {} },
  recipientAccountId: {},
  serviceEventDetails: {},
  sharedEventID: {},
  annotation: {},
  vpcEndpointId: {},
  vpcEndpointAccountId: {},
  eventCategory: {},
  addendum: { reason: {}, updatedFields: {}, originalRequestID: {}, originalEventID: {} },
  sessionCredentialFromConsole: {},
  edgeDeviceDetails: {},
  tlsDetails: { tlsVersion: {}, cipherSuite: {}, clientProvidedHostHeader: {}, keyExchange: {} },
  eventContext: { requestContext: {}, tagContext: {} },
  insightDetails: {},
};

/** The top-level names of a record, in the order of AWS's reference. */
export const topLevelFields: readonly string[] = Object.keys(recordFields);

/** One step of a field as typed. */
export interface TypedStep {
  readonly name: string;
  /** Written in double quotes: taken as it stands. */
  readonly quoted: boolean;
}

export type ResolvedField =
  | { readonly path: Path }
  /** The step at this position is not a name that CloudTrail uses there; the suggestion is a whole field. */
  | { readonly unknownStep: number; readonly suggestion: string | undefined };

/**
 * Brings a field as typed to the record's spelling. Where names are known, one that differs in case only is
 * mapped. An unknown top-level name is refused; further down, where AWS adds names, only a near miss of a known
 * one is.
 */
export function resolveField(steps: readonly TypedStep[]): ResolvedField {
  const path: string[] = [];
  let known: Fields = recordFields;
  for (const [index, step] of steps.entries()) {
    const names = Object.keys(known);
    const found = step.quoted || names.includes(step.name) ? step.name : ignoringCase(step.name, names);
    if (found === undefined) {
      const guess = nearest(step.name, names);
      const suggestion = guess === undefined ? undefined : [...path, guess].join('.');
      if (index === 0) return { unknownStep: 0, suggestion: suggestion ?? deeperField(step.name) };
      if (suggestion !== undefined) return { unknownStep: index, suggestion };
    }
    const name = found ?? step.name;
    path.push(name);
    known = names.includes(name) ? (known[name] ?? {}) : {};
  }
  return { path };
}

function ignoringCase(name: string, known: readonly string[]): string | undefined {
  const folded = name.toLowerCase();
  return known.find((candidate) => candidate.toLowerCase() === folded);
}

/** Where a known name lives that was typed without what stands above it: `userName`, `accountId`. */
function deeperField(name: string): string | undefined {
  const search = (fields: Fields, above: readonly string[]): string | undefined => {
    const found = ignoringCase(name, Object.keys(fields));
    if (found !== undefined) return [...above, found].join('.');
    for (const [step, below] of Object.entries(fields)) {
      const deeper = search(below, [...above, step]);
      if (deeper !== undefined) return deeper;
    }
    return undefined;
  };
  return search(recordFields, []);
}
