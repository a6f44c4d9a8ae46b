/**
 * What results of all kinds share in SARIF 2.1.0. SARIF knows three levels, so the rule's own stands in its properties,
 * and the severity that code-scanning services sort by beside it.
 */
import type { Level } from '../model/detection.js';
import type { EventFacts } from '../model/event.js';
import type { JsonObject } from '../model/json.js';

export interface Producer {
  readonly name: string;
  readonly version: string;
}

/** One run, before it is printed. */
export interface SarifRun {
  readonly producer: Producer;
  readonly rules: readonly JsonObject[];
  readonly results: Iterable<JsonObject>;
}

const levels: Readonly<Record<Level, string>> = {
  informational: 'note',
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/** As CVSS ranges name them. */
const severities: Readonly<Record<Level, string>> = {
  informational: '0.0',
  low: '3.0',
  medium: '5.0',
  high: '8.0',
  critical: '9.5',
};

export function sarifLevel(level: Level): string {
  return levels[level];
}

/** A rule, with what services show of it; `tags` and further properties as they are. */
export function sarifRule(
  rule: {
    readonly id: string;
    readonly title: string;
    readonly level: Level;
    readonly description: string;
    readonly help: readonly string[];
  },
  properties: JsonObject,
): JsonObject {
  return {
    id: rule.id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.description },
    help: { text: rule.help.join('\n\n') },
    defaultConfiguration: { level: levels[rule.level] },
    properties: { ...properties, level: rule.level, 'security-severity': severities[rule.level] },
  };
}

/** The file that the event was read from and, as a logical location, the resource. */
export function evidenceLocation({ file, resource }: EventFacts): JsonObject {
  const named = resource
    ? [{ name: resource.name, fullyQualifiedName: resource.arn ?? resource.name, kind: 'resource' }]
    : [];
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(file) } },
    ...(named.length > 0 ? { logicalLocations: named } : {}),
  };
}

export function eventProperties(event: EventFacts): JsonObject {
  const { principal, actor, origin } = event;
  return {
    eventSource: event.eventSource,
    eventName: event.eventName,
    errorCode: event.errorCode,
    outcome: event.outcome,
    awsRegion: event.region,
    account: event.account,
    principal: principal.arn ?? principal.name,
    actor: actor.name,
    sourceIPAddress: origin.sourceIPAddress,
    userAgent: origin.userAgent,
    record: event.index,
  };
}

/** A path as a URI reference: what has a meaning in one is escaped, slashes stay. */
export function uriOf(path: string): string {
  const uri = path
    .replaceAll('\\', '/')
    .split('/')
    .map((step) => encodeURIComponent(step.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
  return path.startsWith('/') ? `file://${uri}` : uri;
}
