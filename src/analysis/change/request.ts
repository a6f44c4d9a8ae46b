/** What a call asked for: its parameters without the wrapping, or that they were not recorded. */
import type { JsonObject } from '../../model/json.js';
import { isObject, isTrue, member, parsedObject, textOf, type Value } from './read.js';

export type Asked =
  | { readonly kind: 'parameters'; readonly parameters: JsonObject }
  /**
   * CloudTrail left them out for their size, of which it tells the bytes (null if not). Whoever pads a policy with
   * blanks can hide it so.
   */
  | { readonly kind: 'omitted'; readonly bytes: number | null }
  | { readonly kind: 'nothing' };

const nothing: Asked = { kind: 'nothing' };

/** The parameters of a call; for the events that a service reports by itself, what it tells of them. */
export function askedOf(record: JsonObject): Asked {
  const asked = read(member(record, 'requestParameters'));
  return asked.kind === 'nothing' ? read(member(record, 'serviceEventDetails')) : asked;
}

function read(value: Value): Asked {
  // Exports to tables keep it as JSON text.
  const parameters = typeof value === 'string' ? parsedObject(value) : value;
  if (!isObject(parameters)) return nothing;
  if (isTrue(member(parameters, 'omitted')) && 'originalSize' in parameters) {
    const bytes = Number(textOf(member(parameters, 'originalSize')) || Number.NaN);
    return { kind: 'omitted', bytes: Number.isFinite(bytes) ? bytes : null };
  }
  return { kind: 'parameters', parameters: withoutWrapper(parameters) };
}

/** Around the members of a call: EC2's `DeleteFlowLogsRequest`, API Gateway's `createStageInput`. */
const wrapper = /(?:Request|Req|Input)$/;

function withoutWrapper(parameters: JsonObject): JsonObject {
  const isWrapped = (key: string): boolean => wrapper.test(key) && isObject(parameters[key]);
  const keys = Object.keys(parameters);
  if (!keys.some(isWrapped)) return parameters;
  const entries = keys.flatMap((key) =>
    isWrapped(key) ? Object.entries(parameters[key] as JsonObject) : [[key, parameters[key]] as const],
  );
  return Object.fromEntries(entries);
}

/** The account that owns what the call acted on, as far as the record tells: else the one that received the event. */
export function ownerOf(record: JsonObject): string | null {
  const listed = member(record, 'resources');
  const owners = (Array.isArray(listed) ? listed : []).map((each: Value) =>
    textOf(member(each, 'accountId')),
  );
  const identity = member(record, 'userIdentity');
  const told = [
    ...owners,
    textOf(member(record, 'recipientAccountId')),
    textOf(member(identity, 'accountId')),
  ];
  return told.find((account) => /^\d{12}$/.test(account)) ?? null;
}
