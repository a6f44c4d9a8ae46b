/**
 * Whether a call lets somebody from outside of the account in: a policy, an access control list, an attribute of an
 * image or a snapshot, a permission, a port opened to the internet. It is told of what the call asked for, whether or
 * not it succeeded, and of the call alone: what else guards the resource is not known from its record.
 */
import type { JsonObject } from '../../model/json.js';
import { callOf, type Effect, effectIn } from '../target/index.js';
import { aclGrants } from './acl.js';
import { isAnywhere, opened, rulesIn } from './open-ports.js';
import { everyone, outsider } from './outsider.js';
import { allowance, letsIn, policiesIn } from './policy.js';
import { folded, isFalse, isObject, isTrue, listOf, member, memberLike, textOf, type Value } from './read.js';
import { askedOf, ownerOf } from './request.js';

export interface Sharing {
  /**
   * With whom: `everyone`, also `everyone, under conditions` or as far as something else lets them, `every AWS account`,
   * account ids, ARNs, `organisation o-…`, `canonical user …`.
   */
  readonly with: readonly string[];
  /** By what, in words: `bucket policy allows s3:GetObject`. */
  readonly how: string;
}

interface Grant {
  readonly to: string;
  readonly how: string;
}

/** Calls of such an effect let nobody in, but for those that lift a block. */
const harmless: ReadonlySet<Effect> = new Set(['read', 'use', 'delete', 'remove']);
const block = /^(?:Put|Delete)(?:Bucket|Account)?PublicAccessBlock$/;

/** What the call would share; undefined for calls that share nothing, or of which the content was not recorded. */
export function sharingOf(record: JsonObject): Sharing | undefined {
  const call = callOf(record);
  const { name } = call.event;
  if (harmless.has(effectIn(call, record)) && !block.test(name)) return undefined;
  const asked = askedOf(record);
  const parameters = asked.kind === 'parameters' ? asked.parameters : {};
  const grants = grantsOf(call.source, name, parameters, ownerOf(record));
  if (grants.length === 0) return undefined;
  return {
    with: distinct(grants.map(({ to }) => to)),
    how: distinct(grants.map(({ how }) => how)).join('; '),
  };
}

function grantsOf(
  source: string,
  name: string,
  parameters: JsonObject,
  own: string | null,
): readonly Grant[] {
  if (block.test(name)) return publicAccess(name, parameters);
  return [
    // In EC2 only endpoints have policies, and those say who may pass, not who is let in.
    ...(source === 'ec2' ? [] : byPolicy(name, parameters, own)),
    ...(source === 's3' ? aclGrants(parameters) : []),
    ...(source === 'ec2' ? byAttribute(parameters, own) : []),
    ...byTable(`${source}:${name}`, parameters, own),
    ...byPermission(name, parameters, own),
    ...byAddress(name, parameters),
  ];
}

/** Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage". */
function publicAccess(name: string, parameters: JsonObject): readonly Grant[] {
  const to = 'everyone, if a policy or ACL lets them in';
  if (name.startsWith('Delete')) return [{ to, how: 'public access block removed' }];
  const settings = memberLike(parameters, 'publicaccessblockconfiguration');
  const off = isObject(settings) ? Object.keys(settings).filter((key) => isFalse(settings[key])) : [];
  return off.length === 0 ? [] : [{ to, how: `public access block without ${off.join(', ')}` }];
}

function byPolicy(name: string, parameters: JsonObject, own: string | null): readonly Grant[] {
  return policiesIn(parameters).flatMap(({ title, statements }) => {
    const spoken = name === 'UpdateAssumeRolePolicy' ? 'trust policy' : title;
    return statements.flatMap((statement) =>
      letsIn(statement, own).map((to) => ({ to, how: `${spoken} ${allowance(statement)}` })),
    );
  });
}

/** Attributes of images and snapshots; Amazon EC2 API Reference, ModifyImageAttribute, ModifySnapshotAttribute. */
const attributes = ['launchPermission', 'createVolumePermission', 'loadPermission'];
const grantees: ReadonlySet<string> = new Set([
  'userid',
  'group',
  'organizationarn',
  'organizationalunitarn',
]);

function byAttribute(parameters: JsonObject, own: string | null): readonly Grant[] {
  const listed = attributes.flatMap((name) =>
    listOf(member(member(parameters, name), 'add')).flatMap((entry) => grantOf(name, entry, own)),
  );
  // The older form: who beside what, and to add or remove them.
  if (textOf(member(parameters, 'operationType')) !== 'add') return listed;
  const named = [
    'userids',
    'userid',
    'useridset',
    'groupnames',
    'groups',
    'groupset',
    'usergroup',
    'usergroupset',
  ];
  const values = named.flatMap((name) => listOf(memberLike(parameters, name)));
  const how = textOf(member(parameters, 'attributeType')) || 'attribute';
  return [
    ...listed,
    ...values.flatMap((value) => {
      const texts = isObject(value) ? Object.values(value).map(textOf) : [textOf(value)];
      return texts.flatMap((text) => grantTo(text, how, own));
    }),
  ];
}

function grantOf(how: string, entry: Value, own: string | null): readonly Grant[] {
  if (!isObject(entry)) return [];
  return Object.keys(entry)
    .filter((key) => grantees.has(folded(key)))
    .flatMap((key) => grantTo(textOf(entry[key]), how, own));
}

function grantTo(text: string, how: string, own: string | null): readonly Grant[] {
  const to = outsider(text, own);
  return to === undefined ? [] : [{ to, how }];
}

/** Calls that name those they let in, by the parameter (in lower case) that does. */
const table: ReadonlyMap<string, { readonly parameter: string; readonly how: string }> = new Map(
  Object.entries({
    'rds:ModifyDBSnapshotAttribute': { parameter: 'valuestoadd', how: 'snapshot may be restored' },
    'rds:ModifyDBClusterSnapshotAttribute': { parameter: 'valuestoadd', how: 'snapshot may be restored' },
    'redshift:AuthorizeSnapshotAccess': {
      parameter: 'accountwithrestoreaccess',
      how: 'snapshot may be restored',
    },
    'redshift:AuthorizeDataShare': { parameter: 'consumeridentifier', how: 'data share' },
    'redshift:AuthorizeEndpointAccess': { parameter: 'account', how: 'endpoint access' },
    'sqs:AddPermission': { parameter: 'awsaccountids', how: 'permission added' },
    'sns:AddPermission': { parameter: 'awsaccountids', how: 'permission added' },
    'kms:CreateGrant': { parameter: 'granteeprincipal', how: 'grant' },
    'ram:CreateResourceShare': { parameter: 'principals', how: 'resource share' },
    'ram:AssociateResourceShare': { parameter: 'principals', how: 'resource share' },
    'ssm:ModifyDocumentPermission': { parameter: 'accountidstoadd', how: 'document permission' },
    'ec2:ModifyVpcEndpointServicePermissions': { parameter: 'addallowedprincipals', how: 'endpoint service' },
    'ec2:CreateNetworkInterfacePermission': {
      parameter: 'awsaccountid',
      how: 'network interface permission',
    },
    'lakeformation:GrantPermissions': { parameter: 'principal', how: 'permissions granted' },
    'servicecatalog:CreatePortfolioShare': { parameter: 'accountid', how: 'portfolio share' },
    'workspaces:UpdateWorkspaceImagePermission': { parameter: 'sharedaccountid', how: 'image permission' },
  }),
);

function byTable(call: string, parameters: JsonObject, own: string | null): readonly Grant[] {
  const known = table.get(call);
  if (known === undefined) return [];
  const what = listOf(memberLike(parameters, 'operations') ?? memberLike(parameters, 'actions')).map(textOf);
  const how = what.length === 0 ? known.how : `${known.how}: ${what.slice(0, 3).join(', ')}`;
  return listOf(memberLike(parameters, known.parameter)).flatMap((value) => {
    const texts = isObject(value) ? Object.values(value).map(textOf) : [textOf(value)];
    return texts.flatMap((text) => grantTo(text, how, own));
  });
}

/**
 * Permissions that name one principal, and may hold it to an organisation, an account or a resource: of functions,
 * layers and event buses. A service that may act for other accounts is as good as they. AWS Lambda API Reference,
 * AddPermission; Amazon EventBridge API Reference, PutPermission.
 */
function byPermission(name: string, parameters: JsonObject, own: string | null): readonly Grant[] {
  if (/^(?:Create|Update)FunctionUrlConfig$/.test(name)) {
    const isOpen = textOf(member(parameters, 'authType')) === 'NONE';
    return isOpen ? [{ to: everyone, how: 'function URL without authorisation' }] : [];
  }
  if (!/^(?:Add(?:LayerVersion)?Permission|PutPermission)$/.test(name)) return [];
  const principal = textOf(member(parameters, 'principal'));
  if (principal === '') return [];
  const limits = ['principalorgid', 'organizationid', 'sourceaccount', 'sourcearn']
    .map((key) => textOf(memberLike(parameters, key)))
    .concat(textOf(member(member(parameters, 'condition'), 'value')))
    .filter((text) => text !== '');
  const action = textOf(member(parameters, 'action'));
  const how = action === '' ? 'permission added' : `permission ${action}`;
  const isBroad = principal === '*' || /\.amazonaws\.com(?:\.cn)?$/.test(principal);
  if (isBroad && limits.length > 0)
    return limits.flatMap((text) => grantTo(text, `${how} for ${principal}`, own));
  return grantTo(principal, how, own);
}

/** Ports opened to any address, and servers given a public one. */
function byAddress(name: string, parameters: JsonObject): readonly Grant[] {
  const grants: Grant[] = [];
  if (/^Authorize\w*Ingress$/.test(name)) {
    for (const how of opened(rulesIn(parameters))) grants.push({ to: everyone, how });
    const rules = rulesIn(parameters).length;
    const network = textOf(memberLike(parameters, 'cidrip'));
    if (rules === 0 && isAnywhere(network)) grants.push({ to: everyone, how: `any port from ${network}` });
  }
  if (name === 'ModifySecurityGroupRules') {
    const unsaid = 'in or out, the call does not say';
    for (const how of opened(rulesIn(parameters))) grants.push({ to: everyone, how: `${how} (${unsaid})` });
  }
  if (isTrue(memberLike(parameters, 'publiclyaccessible'))) {
    grants.push({ to: 'everyone, as far as its security groups allow', how: 'publicly accessible' });
  }
  return grants;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
