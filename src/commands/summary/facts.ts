/** From groups of alike events to what a summary tells: each name with its counts, by what it is. */
import { principalOf } from '../../analysis/identity/index.js';
import { outcomeOf } from '../../analysis/target/index.js';
import type { GroupResult } from '../../engines/scan/index.js';
import type { Principal } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { candidates, compile } from '../../query/evaluate.js';
import { readByName } from '../../query/read-calls.js';
import { actionText, serviceName } from '../columns.js';
import { accountOf, textField } from '../event-row.js';
import { type Alikes, type Answer, answerOf } from './question.js';

/** What was counted under a name. Times are in seconds since 1970, not finite if none is told. */
export interface Tally {
  count: number;
  errors: number;
  denied: number;
  writes: number;
  first: number;
  last: number;
}

export type Tallies = ReadonlyMap<string, Tally>;

export interface PrincipalFacts extends Tally {
  readonly principal: Principal;
  readonly regions: Tallies;
  readonly addresses: Tallies;
  readonly agents: Tallies;
  readonly keys: Tallies;
}

export interface ActionFacts extends Tally {
  readonly source: string;
  readonly name: string;
  /** Calls that were carried out. */
  successes: number;
}

export interface SignIn extends Tally {
  readonly principal: Principal;
}

export interface Facts {
  readonly total: Tally;
  readonly steps: Answer<unknown>['steps'];
  readonly accounts: Tallies;
  readonly regions: Tallies;
  readonly principals: readonly PrincipalFacts[];
  /** What one of them did. */
  actionsOf(principal: PrincipalFacts): ReadonlyMap<string, ActionFacts>;
  readonly actions: Tallies;
  readonly services: Tallies;
  readonly addresses: Tallies;
  readonly agents: Tallies;
  readonly keys: ReadonlyMap<string, Tally & { readonly principal: string }>;
  readonly errorCodes: Tallies;
  /** What root did, by action. */
  readonly root: Tallies;
  /**
   * Console sign-ins that succeeded without MFA, by principal: of users and root only, for "No" is recorded of federated
   * ones whatever their identity provider asked for (CloudTrail User Guide, console sign-in events).
   */
  readonly signInsWithoutMfa: readonly SignIn[];
}

export function factsOf(result: GroupResult): Facts {
  const people = new Map<string, Person>();
  const answer = answerOf(result, (record): Caller => ({ record, person: personOf(record, people) }));
  const met: Call[] = [];
  const calls = answer.calls((record) => {
    const call = readCall(record);
    met.push(call);
    return call;
  });
  const total = emptyTally();
  const maps = {
    accounts: new Map<string, Tally>(),
    regions: new Map<string, Tally>(),
    actions: new Map<string, Tally>(),
    services: new Map<string, Tally>(),
    addresses: new Map<string, Tally>(),
    agents: new Map<string, Tally>(),
    errorCodes: new Map<string, Tally>(),
    root: new Map<string, Tally>(),
  };
  const keys = new Map<string, Tally & { readonly principal: string }>();
  const signIns = new Map<string, SignIn>();

  eachOf(calls, (counted, { record, person }, call) => {
    const { principal } = person;
    addCall(person, counted, call);
    addCall(call.counted, counted, call);
    if (principal.type === 'Root' && call.action !== '')
      addCall(tallyOf(maps.root, call.action), counted, call);
    if (call.isSignIn && principalOf({ ...record, ...call.record }).mfa === false) {
      const id = idOf(principal);
      const signIn = signIns.get(id) ?? { ...emptyTally(), principal };
      signIns.set(id, signIn);
      addCall(signIn, counted, call);
    }
  });
  for (const { action, service, errorCode, counted } of met) {
    add(total, counted);
    addTo(maps.actions, action, counted);
    addTo(maps.services, service, counted);
    addTo(maps.errorCodes, errorCode, counted);
  }
  eachOf(
    answer.circumstance('recipientAccountId', (record) => record),
    (counted, { person }, record) => addTo(maps.accounts, accountOf(record, person.principal), counted),
  );
  for (const field of ['awsRegion', 'sourceIPAddress', 'userAgent'] as const) {
    eachOf(
      answer.circumstance(field, (record) => textField(record, field)),
      (counted, { person }, name) => {
        addTo(person[lists[field]], name, counted);
        addTo(maps[lists[field]], name, counted);
      },
    );
  }
  eachOf(answer.circumstance('userIdentity.accessKeyId', keyOf), (counted, { person }, key) => {
    if (key === null) return;
    addTo(person.keys, key, counted);
    const known = keys.get(key) ?? { ...emptyTally(), principal: person.principal.name };
    keys.set(key, known);
    add(known, counted);
  });
  return {
    ...{ total, steps: answer.steps, ...maps, keys },
    principals: [...people.values()],
    actionsOf: actionsOf(calls),
    signInsWithoutMfa: [...signIns.values()],
  };
}

const lists = { awsRegion: 'regions', sourceIPAddress: 'addresses', userAgent: 'agents' } as const;

/**
 * Hands over each group with what was counted in it, which is valid during the call only: there are very many, and an
 * object for each would take longer than all else.
 */
function eachOf<Who, What>(
  { table, groups, who, what }: Alikes<Who, What>,
  take: (counted: Tally, who: Who, what: What) => void,
): void {
  const counted = emptyTally();
  for (const group of groups) {
    counted.count = table.count(group);
    counted.errors = table.errors(group);
    counted.first = table.first(group);
    counted.last = table.last(group);
    take(counted, who(group), what(group));
  }
}

/** Worked out when it is first asked for: not every summary tells it. */
function actionsOf(calls: Alikes<Caller, Call>): Facts['actionsOf'] {
  const known = new Map<PrincipalFacts, Map<string, ActionFacts>>();
  return (principal) => {
    if (known.size === 0) {
      eachOf(calls, (counted, { person }, call) => {
        const actions = known.get(person) ?? new Map<string, ActionFacts>();
        known.set(person, actions);
        const own = actions.get(call.action) ?? emptyAction(call);
        actions.set(call.action, own);
        addCall(own, counted, call);
        if (call.outcome === 'success') own.successes += counted.count;
      });
    }
    return known.get(principal) ?? new Map();
  };
}

/** Who a group's events tell of, and what of their records says so. */
interface Caller {
  readonly record: JsonObject;
  readonly person: Person;
}

type Call = ReturnType<typeof readCall>;

/** What the record says of the call itself. */
function readCall(record: JsonObject) {
  const source = textField(record, 'eventSource') ?? '';
  const name = textField(record, 'eventName') ?? '';
  const { readOnly } = record;
  const [signIn] = candidates(record, ['responseElements', 'ConsoleLogin']);
  return {
    record,
    counted: emptyTally(),
    source,
    name,
    action: actionText(record.eventSource, record.eventName) ?? '',
    service: serviceName(record.eventSource),
    errorCode: textField(record, 'errorCode'),
    outcome: outcomeOf(record),
    isWrite: readOnly === undefined ? !isReading(record) : String(readOnly) === 'false',
    isSignIn: name === 'ConsoleLogin' && signIn === 'Success',
  };
}

const isReading = compile(readByName);

function keyOf(record: JsonObject): string | null {
  const [key] = candidates(record, ['userIdentity', 'accessKeyId']);
  return typeof key === 'string' && key !== '' ? key : null;
}

function idOf({ type, name, account }: Principal): string {
  return JSON.stringify([type, name, account]);
}

interface Person extends PrincipalFacts {
  readonly regions: Map<string, Tally>;
  readonly addresses: Map<string, Tally>;
  readonly agents: Map<string, Tally>;
  readonly keys: Map<string, Tally>;
}

/** Principals of one type, name and account are one, whatever sessions they had. */
function personOf(record: JsonObject, people: Map<string, Person>): Person {
  const principal = principalOf(record);
  const id = idOf(principal);
  const lists = { regions: new Map(), addresses: new Map(), agents: new Map(), keys: new Map() };
  const person = people.get(id) ?? { ...emptyTally(), principal, ...lists };
  people.set(id, person);
  return person;
}

/** Of one shape from the start: there are as many as principals have actions, and objects that grow are slow. */
function emptyAction({ source, name }: Call): ActionFacts {
  const { count, errors, denied, writes, first, last } = emptyTally();
  return { count, errors, denied, writes, first, last, source, name, successes: 0 };
}

function emptyTally(): Tally {
  const [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return { count: 0, errors: 0, denied: 0, writes: 0, first, last };
}

/** Events of one call: what it says of denials and writes holds for all of them. */
function addCall(to: Tally, counted: Tally, { outcome, isWrite }: Call): void {
  add(to, counted);
  if (outcome === 'denied') to.denied += counted.count;
  if (isWrite) to.writes += counted.count;
}

function add(to: Tally, what: Tally): void {
  to.count += what.count;
  to.errors += what.errors;
  to.denied += what.denied;
  to.writes += what.writes;
  to.first = Math.min(to.first, what.first);
  to.last = Math.max(to.last, what.last);
}

function addTo(tallies: Map<string, Tally>, name: string | null, what: Tally): void {
  if (name !== null && name !== '') add(tallyOf(tallies, name), what);
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const tally = tallies.get(name) ?? emptyTally();
  tallies.set(name, tally);
  return tally;
}
