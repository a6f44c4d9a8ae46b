/**
 * What people call the thing that an ARN names. The resource part of an ARN is mostly `type/name` or `type:name`,
 * but many services put more into it, a path, a parent or a generated id, and their calls then record only the
 * name. Service Authorization Reference, the resource types of each service.
 */
import { parseArn } from './arn.js';
import { isGeneratedId } from './ec2-ids.js';
import { fold, singular } from './words.js';

/** What the resource part of an ARN names. */
export interface Named {
  /** Folded noun: `role`, `dbinstance`, `loggroup`. Empty if the ARN does not say. */
  readonly type: string;
  /** What it may be called: `role/ops/Admin`, `ops/Admin`, `Admin`. The everyday name is the last. */
  readonly names: readonly string[];
  /** The thing that this one is inside of, where the ARN names it too: the table of an index. */
  readonly holder: { readonly type: string; readonly name: string } | null;
}

/** Services whose ARNs hold a name and no type. */
const untyped: ReadonlyMap<string, string> = new Map([
  ['sns', 'topic'],
  ['sqs', 'queue'],
  ['codecommit', 'repository'],
  ['codepipeline', 'pipeline'],
  ['s3', 'bucket'],
]);

/** What else those services have, with a type like the resources of any other. */
const typedToo: ReadonlyMap<string, RegExp> = new Map([
  ['s3', /^(?:accesspoint|storage-lens(?:-group)?|access-grants|job)\//],
  ['codepipeline', /^(?:webhook|actiontype):/],
]);

/** Service and ARN type, folded, to the noun of the API where that is another. */
const nouns: ReadonlyMap<string, string> = new Map([
  ['rds:db', 'dbinstance'],
  ['rds:cluster', 'dbcluster'],
  ['rds:snapshot', 'dbsnapshot'],
  ['rds:clustersnapshot', 'dbclustersnapshot'],
  ['rds:pg', 'dbparametergroup'],
  ['rds:clusterpg', 'dbclusterparametergroup'],
  ['rds:subgrp', 'dbsubnetgroup'],
  ['rds:secgrp', 'dbsecuritygroup'],
  ['rds:og', 'optiongroup'],
  ['rds:es', 'eventsubscription'],
  ['rds:ri', 'reserveddbinstance'],
  ['iam:mfa', 'virtualmfadevice'],
  ['iot:cert', 'certificate'],
  ['organizations:ou', 'organizationalunit'],
  ['iam:oidcprovider', 'openidconnectprovider'],
  ['dms:rep', 'replicationinstance'],
  ['dms:task', 'replicationtask'],
  ['dms:es', 'eventsubscription'],
  ['dms:subgrp', 'replicationsubnetgroup'],
  ['dms:cert', 'certificate'],
  ['dax:cache', 'cluster'],
  ['ec2:elasticip', 'address'],
  ['ec2:vpcflowlog', 'flowlog'],
]);

/** What one service puts behind the type: names besides the whole rest, or a better type, or a holder. */
type Shape = (
  rest: string,
  type: string,
) => Partial<Omit<Named, 'names'>> & { readonly also?: readonly string[] };

const lastSegment: Shape = (rest) => ({ also: [rest.slice(rest.lastIndexOf('/') + 1)] });
const firstSegment: Shape = (rest) => ({ also: [rest.split(/[/:]/, 1)[0] ?? rest] });
/** `CLUSTER/NAME`, or more in between: the first holds the last. */
const heldBy =
  (type: string): Shape =>
  (rest) => {
    const parts = rest.split('/');
    return parts.length < 2 ? {} : { also: parts.slice(-1), holder: { type, name: parts[0] ?? '' } };
  };

const shapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries<Shape>({
    // A path before the name; calls record the name alone.
    iam: lastSegment,
    sts: lastSegment,
    ec2: lastSegment,
    elasticfilesystem: lastSegment,
    route53: lastSegment,
    cloudfront: lastSegment,
    sagemaker: lastSegment,
    organizations: lastSegment,
    redshift: lastSegment,
    // A generated id behind the name.
    kafka: firstSegment,
    cloudformation: firstSegment,
    autoscaling: (rest) => ({
      also: [rest.replace(/^.*(?:autoScalingGroupName|launchConfigurationName|policyName)\//, '')],
    }),
    // RULE, or BUS/RULE
    events: (rest, type) => (type === 'rule' ? { ...heldBy('eventbus')(rest, type) } : {}),
    codeartifact: heldBy('domain'),
    codedeploy: heldBy('app'),
    ecs: heldBy('cluster'),
    // CLUSTER/NAME/ID
    eks: (rest) => {
      const [cluster = '', name = ''] = rest.split('/');
      return name === '' ? {} : { also: [name], holder: { type: 'cluster', name: cluster } };
    },
    elasticbeanstalk: heldBy('app'),
    glue: heldBy('database'),
    transfer: heldBy('server'),
    // Repository names hold slashes.
    ecr: () => ({}),
    // MACHINE, or MACHINE:RUN for an execution
    states: (rest, type) => {
      const [machine = '', run = ''] = rest.split(':');
      return type === 'execution' && run !== ''
        ? { also: [run], holder: { type: 'statemachine', name: machine } }
        : {};
    },
    // NAME:ID; calls use the id
    mq: (rest) => ({ also: rest.split(':').reverse() }),
    // The console adds six random characters to every name.
    secretsmanager: (rest) => ({ also: [rest.replace(/-[A-Za-z0-9]{6}$/, '')] }),
    // Parameter names begin with a slash unless they are one word.
    ssm: (rest, type) => (type === 'parameter' ? { also: [`/${rest}`] } : {}),
    // NAME or NAME:VERSION
    lambda: (rest) => ({ also: [rest.split(':', 1)[0] ?? rest] }),
    // app/NAME/ID, targetgroup NAME/ID, a listener app/NAME/ID/ID; classic NAME
    elasticloadbalancing: (rest) => {
      const parts = rest.split('/');
      const [kind = '', balancer = '', , id] = parts;
      if (id !== undefined)
        return { also: [parts.at(-1) ?? ''], holder: { type: 'loadbalancer', name: balancer } };
      return { also: [parts.length === 3 ? balancer : kind] };
    },
    // SCOPE as the type, then webacl/NAME/ID
    wafv2: (rest) => {
      const [kind = '', name = '', id = ''] = rest.split('/');
      return { type: singular(fold(kind)), also: [id, name] };
    },
    // GROUP, GROUP:*, GROUP:log-stream:STREAM; errors name a group as GROUP:log-stream: with nothing behind
    logs: (rest) => {
      const [, group = rest, stream = ''] = /^(.*?):log-stream:(.*)$/s.exec(rest) ?? [];
      const name = group.replace(/:\*$/, '');
      if (stream === '' || stream === '*') return { also: [`log-group:${name}`, name] };
      return { type: 'logstream', also: [stream], holder: { type: 'loggroup', name } };
    },
  }),
);

/** The noun that an ARN names, or '' if the value is no ARN or has none. */
export function arnType(value: string): string {
  const arn = parseArn(value);
  return arn === undefined ? '' : readResource(arn.service, arn.resource).type;
}

/** NAME/ID, with a generated id. */
const nameAndId = /^([^/]+)\/([0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-\d+)?)$/i;
const typeWord = /^[A-Za-z][A-Za-z-]*$/;

/** Where nothing is known of the service: an id behind the name or behind a holder, or HOLDER/type/NAME. */
const anyService: Shape = (rest, type) => {
  const withId = nameAndId.exec(rest);
  if (withId !== null) return { also: withId.slice(1).reverse() };
  const tail = rest.slice(rest.lastIndexOf('/') + 1);
  if (isGeneratedId(tail)) return { also: [tail] };
  const parts = rest.split('/');
  const isNested = parts.length >= 3 && parts.length % 2 === 1;
  if (!isNested || !parts.every((part, index) => index % 2 === 0 || typeWord.test(part))) return {};
  const [outerType = type, outerName = '', innerType = '', name = ''] = [parts.at(-4), ...parts.slice(-3)];
  return {
    type: singular(fold(innerType)),
    also: [name],
    holder: { type: singular(fold(outerType)), name: outerName },
  };
};

/** Reads the resource part of an ARN. `service` as the ARN spells it. */
export function readResource(service: string, resource: string): Named {
  const bare = untyped.get(service);
  if (bare !== undefined && !typedToo.get(service)?.test(resource))
    return readUntyped(service, bare, resource);
  if (resource.startsWith('/')) return readPath(resource);
  const separator = resource.search(/[/:]/);
  if (separator < 0) return { type: '', names: [resource], holder: null };
  const folded = singular(fold(resource.slice(0, separator)));
  const type = nouns.get(`${service}:${folded}`) ?? folded;
  const rest = resource.slice(separator + 1);
  const shape = (shapes.get(service) ?? anyService)(rest, type);
  const names = [...new Set([resource, rest, ...(shape.also ?? [])])].filter((name) => name !== '');
  return { type: shape.type ?? type, names, holder: shape.holder ?? null };
}

function readUntyped(service: string, type: string, resource: string): Named {
  const separator = service === 's3' ? resource.indexOf('/') : service === 'sns' ? resource.indexOf(':') : -1;
  if (separator < 0) return { type, names: [resource], holder: null };
  const holder = { type, name: resource.slice(0, separator) };
  // An object is called by its bucket and key together, never by the key alone.
  if (service === 's3') return { type: 'object', names: [resource], holder };
  return { type: 'subscription', names: [resource, resource.slice(separator + 1)], holder };
}

/** A path of types and names, as of API Gateway: `/restapis/ID`, `/restapis/ID/stages/NAME`. */
function readPath(resource: string): Named {
  const parts = resource.split('/').filter((part) => part !== '');
  const [outerType, outerName, type, name] = [parts.at(-4), parts.at(-3), parts.at(-2), parts.at(-1)];
  return {
    type: singular(fold(type ?? '')),
    names: [resource, name ?? resource],
    holder:
      outerType === undefined || outerName === undefined
        ? null
        : { type: singular(fold(outerType)), name: outerName },
  };
}
