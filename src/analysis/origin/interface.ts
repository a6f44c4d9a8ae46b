/**
 * Through which interface a call was made: rules in order, the first that holds decides. What AWS itself records comes
 * before what the caller says. Sources: CloudTrail User Guide, record contents (`eventType`, `invokedBy`,
 * `sessionCredentialFromConsole`, `tlsDetails`), and what real records show.
 */
import type { AddressKind, Interface } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { identityOf } from '../identity/principal.js';
import { flagAt, isObject, textAt } from '../identity/read.js';
import { isInsideAws, isServiceHost } from './address.js';
import { type Agent, isCloudShell, readAgent } from './agent.js';

interface Call {
  readonly eventType: string;
  readonly caller: string | null;
  readonly invokedBy: string | null;
  readonly userAgent: string;
  readonly fromConsole: boolean;
  readonly hasTls: boolean;
  readonly isSwitch: boolean;
  readonly source: AddressKind;
  readonly agent: Agent;
}

interface Rule {
  readonly holds: (call: Call) => boolean;
  /** Null: as the user agent says. */
  readonly via: Interface | null;
  readonly why: string | ((call: Call) => string);
}

const cloudFormation = /^cloudformation\.amazonaws\.com(\.cn)?$/;

const rules: readonly Rule[] = [
  {
    holds: ({ eventType }) => eventType === 'awsconsolesignin',
    via: 'console',
    why: 'console sign-in event',
  },
  { holds: ({ eventType }) => eventType === 'awsconsoleaction', via: 'console', why: 'console action' },
  {
    holds: ({ invokedBy, userAgent }) =>
      cloudFormation.test(invokedBy ?? '') || cloudFormation.test(userAgent),
    via: 'iac',
    why: 'called by CloudFormation',
  },
  {
    holds: ({ eventType, caller }) =>
      eventType === 'awsserviceevent' && (caller === null || caller === 'AWSService'),
    via: 'service',
    why: 'event of a service',
  },
  {
    holds: ({ caller, invokedBy }) => caller === 'AWSService' || (caller === null && invokedBy !== null),
    via: 'service',
    why: 'a service called for itself',
  },
  {
    holds: ({ userAgent }) => isCloudShell(userAgent),
    via: null,
    why: ({ agent }) => `${agent.why}, in CloudShell`,
  },
  {
    holds: (call) => call.fromConsole && call.hasTls && isOutsideBrowser(call),
    via: null,
    why: ({ agent }) => `${agent.why}; console credentials used outside the browser`,
  },
  { holds: ({ fromConsole }) => fromConsole, via: 'console', why: 'console credentials' },
  { holds: ({ isSwitch }) => isSwitch, via: 'console', why: 'role switch in the console' },
  {
    holds: ({ invokedBy }) => invokedBy !== null,
    via: 'service',
    why: ({ invokedBy }) => `invokedBy names ${invokedBy}`,
  },
  { holds: ({ agent }) => agent.via !== 'unknown', via: null, why: ({ agent }) => agent.why },
  {
    holds: ({ userAgent }) => isServiceHost(userAgent) || isInsideAws(userAgent),
    via: 'service',
    why: 'user agent is a service',
  },
  {
    holds: ({ source }) => source === 'aws-service' || source === 'aws-internal',
    via: 'service',
    why: 'called from inside AWS',
  },
];

/** The interface, the program as far as the user agent tells, and on what the answer rests. */
export function interfaceOf(record: JsonObject, source: AddressKind): Agent {
  const call = callOf(record, source);
  const rule = rules.find(({ holds }) => holds(call));
  if (!rule) return { ...call.agent, why: call.userAgent === '' ? 'no user agent recorded' : call.agent.why };
  const via = rule.via ?? call.agent.via;
  const why = typeof rule.why === 'string' ? rule.why : rule.why(call);
  if (via === 'iac' && rule.via === 'iac') return { via, tool: 'CloudFormation', language: null, why };
  const { tool, language } = via === 'service' ? { tool: null, language: null } : call.agent;
  return { via, tool, language: via === 'console' ? null : language, why };
}

/** The browser console makes no TLS connection of its own to the service; a program with its credentials does. */
function isOutsideBrowser({ userAgent, agent }: Call): boolean {
  return userAgent !== '' && agent.via !== 'console' && !isServiceHost(userAgent) && !isInsideAws(userAgent);
}

function callOf(record: JsonObject, source: AddressKind): Call {
  const identity = identityOf(record);
  const eventType = (textAt(record, 'eventType') ?? '').toLowerCase();
  const userAgent = textAt(record, 'userAgent') ?? '';
  const invokedBy = textAt(identity, 'invokedBy');
  return {
    eventType,
    caller: textAt(identity, 'type'),
    invokedBy,
    userAgent,
    fromConsole: flagAt(record, 'sessionCredentialFromConsole') === true,
    hasTls: isObject(record.tlsDetails),
    isSwitch: record.eventName === 'AssumeRole' && isInsideAws(invokedBy ?? ''),
    source,
    agent: readAgent(userAgent, eventType !== 'awsserviceevent'),
  };
}
