/** From groups of alike events to what a summary tells: each name with its counts, by what it is. */
import { principalOf } from '../../analysis/identity/index.js';
import { outcomeOf } from '../../analysis/target/index.js';
import type { Principal } from '../../model/event.js';
import type { JsonObject } from '../../model/json.js';
import { candidates, compile } from '../../query/evaluate.js';
import { readByName } from '../../query/read-calls.js';
import { actionText, serviceName } from '../columns.js';
import { accountOf, textField } from '../event-row.js';
import type { Alike, Alikes } from './question.js';

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
  readonly actions: ReadonlyMap<string, ActionFacts>;
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
  readonly steps: Alikes['steps'];
  readonly accounts: Tallies;
  readonly regions: Tallies;
  readonly principals: readonly PrincipalFacts[];
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

export function factsOf({ calls, circumstances, steps }: Alikes): Facts {
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
  const personOf = people();
  const callOf = once(readCall);

  for (const alike of calls) {
    const { who, what, count } = alike;
    const person = personOf(who);
    const { principal } = person;
    const call = callOf(what);
    const counted = tallyOf(alike, call.outcome === 'denied', call.isWrite);
    add(total, counted);
    add(person, counted);
    addTo(maps.actions, call.action, counted);
    addTo(maps.services, call.service, counted);
    addTo(maps.errorCodes, call.errorCode, counted);
    if (principal.type === 'Root') addTo(maps.root, call.action, counted);
    const { source, name } = call;
    const own = person.actions.get(call.action) ?? emptyAction(source, name);
    person.actions.set(call.action, own);
    add(own, counted);
    if (call.outcome === 'success') own.successes += count;
    if (call.isSignIn && principalOf({ ...who, ...what }).mfa === false) {
      const id = idOf(principal);
      const signIn = signIns.get(id) ?? { ...emptyTally(), principal };
      signIns.set(id, signIn);
      add(signIn, counted);
    }
  }
  for (const alikes of circumstances) {
    for (const alike of alikes) {
      const { who, what } = alike;
      const person = personOf(who);
      const counted = tallyOf(alike, false, false);
      for (const field of ['awsRegion', 'sourceIPAddress', 'userAgent'] as const) {
        const name = textField(what, field);
        if (name === null) continue;
        addTo(person[lists[field]], name, counted);
        addTo(maps[lists[field]], name, counted);
      }
      const [key] = candidates(what, ['userIdentity', 'accessKeyId']);
      if (typeof key !== 'string' || key === '') continue;
      addTo(person.keys, key, counted);
      const known = keys.get(key) ?? { ...emptyTally(), principal: person.principal.name };
      keys.set(key, known);
      add(known, counted);
    }
  }
  for (const alike of circumstances[0] ?? []) {
    const { principal } = personOf(alike.who);
    addTo(maps.accounts, accountOf(alike.what, principal), tallyOf(alike, false, false));
  }
  return {
    ...{ total, steps, ...maps, keys },
    principals: personOf.all(),
    signInsWithoutMfa: [...signIns.values()],
  };
}

const lists = { awsRegion: 'regions', sourceIPAddress: 'addresses', userAgent: 'agents' } as const;

/** What the record says of the call itself. */
function readCall(record: JsonObject) {
  const source = textField(record, 'eventSource') ?? '';
  const name = textField(record, 'eventName') ?? '';
  const { readOnly } = record;
  const [signIn] = candidates(record, ['responseElements', 'ConsoleLogin']);
  return {
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

/** Works out the same object once. */
function once<Value>(of: (record: JsonObject) => Value): (record: JsonObject) => Value {
  const known = new Map<JsonObject, Value>();
  return (record) => {
    const value = known.get(record) ?? of(record);
    known.set(record, value);
    return value;
  };
}

function idOf({ type, name, account }: Principal): string {
  return JSON.stringify([type, name, account]);
}

interface Person extends PrincipalFacts {
  readonly actions: Map<string, ActionFacts>;
  readonly regions: Map<string, Tally>;
  readonly addresses: Map<string, Tally>;
  readonly agents: Map<string, Tally>;
  readonly keys: Map<string, Tally>;
}

/** Principals of one type, name and account are one, whatever sessions they had. */
function people() {
  const byId = new Map<string, Person>();
  const find = (record: JsonObject): Person => {
    const principal = principalOf(record);
    const id = idOf(principal);
    const lists = { regions: new Map(), addresses: new Map(), agents: new Map(), keys: new Map() };
    const person = byId.get(id) ?? { ...emptyTally(), principal, actions: new Map(), ...lists };
    byId.set(id, person);
    return person;
  };
  return Object.assign(once(find), { all: (): readonly PrincipalFacts[] => [...byId.values()] });
}

function tallyOf({ count, errors, first, last }: Alike, isDenied: boolean, isWrite: boolean): Tally {
  return { count, errors, denied: isDenied ? count : 0, writes: isWrite ? count : 0, first, last };
}

/** Of one shape from the start: there are as many as principals have actions, and objects that grow are slow. */
function emptyAction(source: string, name: string): ActionFacts {
  const { count, errors, denied, writes, first, last } = emptyTally();
  return { count, errors, denied, writes, first, last, source, name, successes: 0 };
}

function emptyTally(): Tally {
  const [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return { count: 0, errors: 0, denied: 0, writes: 0, first, last };
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
  if (name === null || name === '') return;
  const known = tallies.get(name) ?? emptyTally();
  tallies.set(name, known);
  add(known, what);
}
