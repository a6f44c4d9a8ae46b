/**
 * From an event back to who was behind it: the credentials it was made with, the event that issued them, the
 * credentials of that event, and so on until someone acted with credentials of their own. Every step says on what it
 * rests; where a step cannot be made, the chain ends with a sentence that says why (statements.ts).
 */
import type { Actor, Grounds, Hop } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { type Credential, credentialOf, isForwardedForUser, serviceOfLinkedRole } from './credential.js';
import { brief, eventOf, recorded } from './hop.js';
import { eventIdOf, type SignIn, signInOf } from './issue.js';
import {
  callerId,
  type Found,
  findIssues,
  findOwnRecord,
  findSignIns,
  type Issuers,
  isForeign,
} from './issuers.js';
import { bySourceIdentity, identityCenterHop, nameWithoutIssue, sourceIdentitySet } from './person.js';
import { identityOf, principalOf, principalOfArn } from './principal.js';
import { textAt } from './read.js';
import { callerNotInArchive, loops, notInArchive, oneOfSeveral, tooLong } from './statements.js';
import { workloadOfIssue } from './workload.js';

/** Far longer than any chain that people build, and short enough that forged ones cost nothing. */
const mostHops = 32;

interface Step {
  readonly hops: readonly Hop[];
  /** The event to go on from: its caller is the last principal reached. */
  readonly next?: JsonObject;
  readonly end: string | null;
  /** Credentials whose issue is missing or uncertain. */
  readonly open?: Credential;
}

interface Walk {
  readonly hops: readonly Hop[];
  readonly end: string | null;
  readonly open: readonly Credential[];
}

/**
 * Whom the index lets us conclude to be behind the event. Never throws. The grounds are those of the weakest hop;
 * without hops the principal is the actor, as recorded.
 */
export function actorOf(record: JsonObject, issuers: Issuers): Actor {
  const { hops, end } = walk(record, issuers);
  const { type, name, arn, account } = hops.at(-1)?.principal ?? principalOf(record);
  return { type, name, arn, account, grounds: weakest(hops), chain: hops, end };
}

/**
 * Credentials on the chains of these events whose issue is missing from the index, or found but not proven: those to
 * search for. Each id once.
 */
export function openCredentials(records: readonly JsonObject[], issuers: Issuers): readonly Credential[] {
  const open = new Map<string, Credential>();
  for (const record of records) {
    for (const credential of walk(record, issuers).open) {
      if (!open.has(credential.id)) open.set(credential.id, credential);
    }
  }
  return [...open.values()];
}

function weakest(hops: readonly Hop[]): Grounds {
  const has = (grounds: Grounds) => hops.some((hop) => hop.grounds === grounds);
  return has('inferred') ? 'inferred' : has('proven') ? 'proven' : 'recorded';
}

function walk(record: JsonObject, issuers: Issuers): Walk {
  let step = stepFrom(record, issuers);
  // As far as most go.
  if (!step.next) return { hops: step.hops, end: step.end, open: step.open ? [step.open] : [] };
  const hops: Hop[] = [];
  const open: Credential[] = [];
  const seen = new Set<JsonObject | string>([textAt(record, 'eventID') ?? record]);
  for (;;) {
    const { next } = step;
    if (step.open) open.push(step.open);
    if (next && seen.has(textAt(next, 'eventID') ?? next)) return { hops, end: loops, open };
    hops.push(...step.hops);
    if (!next) return { hops, end: step.end, open };
    if (hops.length >= mostHops) return { hops, end: tooLong, open };
    seen.add(textAt(next, 'eventID') ?? next);
    step = stepFrom(next, issuers);
  }
}

function stepFrom(record: JsonObject, issuers: Issuers): Step {
  const service = serviceOfLinkedRole(record);
  if (service !== undefined) {
    const principal = { type: 'AWSService', name: service, arn: null, account: null };
    return {
      hops: [recorded(principal, 'service-linked role', `role path /aws-service-role/${service}/`)],
      end: null,
    };
  }
  if (isForwardedForUser(record)) {
    const { invokedBy, ...principal } = principalOf(record);
    const why = 'forward access session: the service acted with credentials of this principal';
    return { hops: [recorded(brief(principal), `via ${invokedBy}`, why)], end: null };
  }
  const credential = credentialOf(record);
  if (!credential) return { hops: [], end: null };
  if (isForeign(record)) return fromForeign(record, credential, issuers);
  return (
    fromIssue(record, credential, issuers) ??
    fromSignIn(record, credential, issuers) ?? {
      hops: nameWithoutIssue(record, credential, issuers),
      end: notInArchive,
      open: credential,
    }
  );
}

/** The caller is of another account: its own record of the call, which shares `sharedEventID`, names it in full. */
function fromForeign(record: JsonObject, credential: Credential, issuers: Issuers): Step {
  const own = findOwnRecord(credential, issuers);
  if (own) {
    const hop = crossing(own, `same sharedEventID as event ${eventIdOf(own)}`);
    return { hops: [hop], next: own, end: null };
  }
  const issued = fromIssue(record, credential, issuers);
  if (issued) return { ...issued, open: credential };
  const named = issuers.named.get(credential.principalId ?? '');
  const hops = named
    ? [crossing(named, `principalId ${credential.principalId} is named in event ${eventIdOf(named)}`)]
    : bySourceIdentity(sourceIdentitySet(record));
  return { hops, end: callerNotInArchive, open: credential };
}

function crossing(record: JsonObject, why: string): Hop {
  return {
    principal: brief(principalOf(record)),
    by: 'cross-account call',
    ...eventOf(record),
    grounds: 'proven',
    why,
  };
}

function fromIssue(record: JsonObject, credential: Credential, issuers: Issuers): Step | undefined {
  const found = findIssues(credential, issuers);
  const [issue] = found?.issues ?? [];
  if (!found || !issue) return undefined;
  const callers = new Set(found.issues.map(callerId));
  if (callers.size > 1) {
    return { hops: [], end: oneOfSeveral(found.issues, found.more), open: credential };
  }
  const signIn = found.rule === 'key' ? undefined : signInWith(record, credential, issuers);
  const grounds = groundsOf(found, credential, signIn);
  const from = isForeign(issue.record) ? principalOfArn(signIn?.from ?? null) : undefined;
  const isService = textAt(identityOf(issue.record), 'type') === 'AWSService';
  const workload = isService ? workloadOfIssue(issue, record) : undefined;
  const hop: Hop = {
    principal: workload?.principal ?? from ?? brief(principalOf(issue.record)),
    by: workload?.by ?? (signIn?.from ? signIn.by : issue.by),
    ...eventOf(issue.record),
    grounds,
    why: whyIssued(found, credential, signIn),
  };
  const center =
    credential.permissionSet === null ? undefined : identityCenterHop(record, credential, issue.at, issuers);
  return {
    hops: center ? [hop, center] : [hop],
    ...(isService || center ? {} : { next: issue.record }),
    end: null,
    ...(grounds === 'proven' && (credential.permissionSet === null || center) ? {} : { open: credential }),
  };
}

function groundsOf(found: Found, credential: Credential, signIn: SignIn | undefined): Grounds {
  if (found.issues.length > 1 || found.contradicts || found.rule === 'lifetime') return 'inferred';
  if (found.rule === 'key') return 'proven';
  const keyMayDiffer = credential.fromConsole || credential.permissionSet !== null || signIn !== undefined;
  return credential.accessKeyId === null || keyMayDiffer ? 'proven' : 'inferred';
}

function whyIssued(found: Found, credential: Credential, signIn: SignIn | undefined): string {
  const [issue] = found.issues;
  const event = `event ${issue?.eventId}`;
  const rule = {
    key: `accessKeyId issued by ${event}`,
    birth: `same role session and creation time as ${event}`,
    lifetime: `same role session, issued before by ${event}`,
  }[found.rule];
  const several = found.issues.length > 1 ? `, one of ${found.issues.length} by the same principal` : '';
  const doubts = found.contradicts
    ? ', though to another principal'
    : found.rule === 'birth' && groundsOf(found, credential, signIn) === 'inferred' && several === ''
      ? ', though with another access key'
      : '';
  const via = credential.forwarded && found.rule !== 'key' ? ', via the invoking service' : '';
  const signedIn = signIn ? `; ${signIn.by} in event ${signIn.eventId}` : '';
  return `${rule}${several}${doubts}${via}${signedIn}`;
}

/** A console session whose issue has no record of its own: the sign-in, or the switch of role, made it. */
function fromSignIn(record: JsonObject, credential: Credential, issuers: Issuers): Step | undefined {
  const own = signInOf(record);
  const found = own?.from
    ? [own]
    : findSignIns(credential, issuers).filter(({ eventId }) => eventId !== eventIdOf(record));
  const [signIn] = found;
  if (!signIn) return undefined;
  if (new Set(found.map((each) => each.from)).size > 1) {
    return { hops: [], end: oneOfSeveral(found, false), open: credential };
  }
  const event = `${signIn.by} in event ${signIn.eventId}`;
  const birth = 'same principal and creation time as';
  // Of a switch only the ARN of the other side is known: not the credentials it was made with.
  if (signIn.from !== null) {
    const principal = principalOfArn(signIn.from);
    if (!principal) return undefined;
    const hop: Hop = own?.from
      ? { ...recorded(principal, signIn.by, 'named by the event itself'), ...eventOf(record) }
      : {
          principal,
          by: signIn.by,
          ...eventOf(signIn.record),
          grounds: 'proven',
          why: `${birth} ${event}, which names it`,
        };
    return { hops: [hop], end: notInArchive, open: credential };
  }
  const hop: Hop = {
    principal: brief(principalOf(signIn.record)),
    by: signIn.by,
    ...eventOf(signIn.record),
    grounds: 'proven',
    why: `${birth} ${event}`,
  };
  return { hops: [hop], next: signIn.record, end: null };
}

/** The sign-in that goes with an issue: a role switch, or the console session that the credentials were taken to. */
function signInWith(record: JsonObject, credential: Credential, issuers: Issuers): SignIn | undefined {
  if (credential.roleSession === null) return undefined;
  const own = signInOf(record);
  return own?.from ? own : findSignIns(credential, issuers)[0];
}
