/**
 * Machines behind role sessions. A service that assumes a role for an instance, function, task or pod names the session
 * after it; newer records of the uses name it themselves. Sources: IAM User Guide, Using an IAM role to grant
 * permissions to applications running on Amazon EC2 instances; Lambda, ECS and EKS guides, execution role, task IAM
 * role, Pod Identity; CloudTrail User Guide, userIdentity element (`inScopeOf`).
 */
import type { Hop } from '../../model/event.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import { lastSegment, parseArn } from './arn.js';
import type { Credential } from './credential.js';
import { eventIdOf, type Issue } from './issue.js';
import { identityOf } from './principal.js';
import { isObject, textAt, valueAt } from './read.js';

interface Kind {
  readonly type: string;
  readonly by: string;
}

const instance: Kind = { type: 'Instance', by: 'instance profile' };
const lambdaFunction: Kind = { type: 'Function', by: 'execution role' };
const task: Kind = { type: 'Task', by: 'task role' };
const pod: Kind = { type: 'Pod', by: 'pod identity' };

/** By the service that assumes the role, without `.amazonaws.com`. */
const kindByService: ReadonlyMap<string, Kind> = new Map([
  ['ec2', instance],
  ['lambda', lambdaFunction],
  ['ecs-tasks', task],
  ['pods.eks', pod],
]);

/** By `inScopeOf.issuerType`. */
const kindByScope: ReadonlyMap<string, Kind> = new Map([
  ['AWS::EC2::Instance', instance],
  ['AWS::Lambda::Function', lambdaFunction],
]);

const instanceId = /^i-[0-9a-f]{8,17}$/;
const podSession = /^eks-.+-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** For whom a service assumed the role; undefined if for itself. `use` is the record whose credentials it issued. */
export function workloadOfIssue(issue: Issue, use: JsonObject): Pick<Hop, 'principal' | 'by'> | undefined {
  const service = textAt(identityOf(issue.record), 'invokedBy')?.replace(/\.amazonaws\.com(\.cn)?$/, '');
  const kind = kindByService.get(service ?? '');
  if (!kind || issue.sessionName === null) return undefined;
  if (kind === instance && !instanceId.test(issue.sessionName)) return undefined;
  const account = parseArn(issue.roleArn)?.account ?? null;
  const name = kind === pod ? podName(issue) : issue.sessionName;
  return { principal: { type: kind.type, name, arn: scopeArn(use), account }, by: kind.by };
}

/** The machine that a use names itself, or that its session name points to; undefined if neither. */
export function workloadOfUse(use: JsonObject, credential: Credential): Hop | undefined {
  const session = credential.sessionName ?? '';
  const arn = scopeArn(use);
  const scope = textAt(identityOf(use), 'inScopeOf', 'issuerType');
  if (arn !== null) {
    const kind = kindByScope.get(scope ?? '') ?? { type: scope ?? 'Unknown', by: 'AssumeRole' };
    return hop(
      kind,
      nameInArn(arn),
      arn,
      credential,
      'recorded',
      'inScopeOf names whom the credentials were issued to',
    );
  }
  if (instanceId.test(session)) {
    return textAt(identityOf(use), 'sessionContext', 'ec2RoleDelivery') === null
      ? hop(instance, session, null, credential, 'inferred', 'the session name is an instance id')
      : hop(
          instance,
          session,
          null,
          credential,
          'recorded',
          'ec2RoleDelivery: delivered by the instance metadata service',
        );
  }
  if (podSession.test(session)) {
    return hop(
      pod,
      session,
      null,
      credential,
      'inferred',
      'the session name is of the form EKS Pod Identity gives',
    );
  }
  return undefined;
}

function hop(
  kind: Kind,
  name: string,
  arn: string | null,
  credential: Credential,
  grounds: Hop['grounds'],
  why: string,
): Hop {
  const principal = { type: kind.type, name, arn, account: credential.account };
  return { principal, by: kind.by, eventID: null, eventTime: null, grounds, why };
}

function scopeArn(use: JsonObject): string | null {
  return textAt(identityOf(use), 'inScopeOf', 'credentialsIssuedTo');
}

/** `i-0abc…` of an instance's ARN, `report` of a function's (`…:function:report`). */
function nameInArn(arn: string): string {
  const rest = lastSegment(arn);
  return /:function:([^:]+)/.exec(arn)?.[1] ?? rest;
}

/** `namespace/pod` from the session tags that EKS sets, else the session name. */
function podName(issue: Issue): string {
  const tags = valueAt(issue.record, 'requestParameters', 'tags');
  const values = new Map<string, string>();
  for (const tag of Array.isArray(tags) ? (tags as readonly JsonValue[]) : []) {
    const key = isObject(tag) ? textAt(tag, 'key') : null;
    const value = isObject(tag) ? textAt(tag, 'value') : null;
    if (key !== null && value !== null) values.set(key, value);
  }
  const name = values.get('kubernetes-pod-name');
  const namespace = values.get('kubernetes-namespace');
  if (name === undefined) return issue.sessionName ?? eventIdOf(issue.record);
  return namespace === undefined ? name : `${namespace}/${name}`;
}
