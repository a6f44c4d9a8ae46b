/**
 * Rules of security groups. Amazon EC2 API Reference, IpPermission; records hold rules as EC2's sets, in the older flat
 * form, or, for ModifySecurityGroupRules, with capital letters.
 */
import type { JsonObject } from '../../model/json.js';
import { isObject, listOf, memberLike, textOf, type Value } from './read.js';

/** Any address there is. */
const anywhere = /^(?:0\.0\.0\.0\/0|[0:]*::[0:]*\/0)$/;

export function isAnywhere(network: string): boolean {
  return anywhere.test(network.trim());
}

/** A rule in words: `tcp port 22 from 0.0.0.0/0, sg-0123`, or `to` for traffic that leaves; undefined if the object is none. */
export function ruleText(rule: JsonObject): string | undefined {
  if (memberLike(rule, 'ipprotocol') === undefined) return undefined;
  const others = [
    ...membersOf(rule, 'groups', 'groupid'),
    ...membersOf(rule, 'prefixlistids', 'prefixlistid'),
  ];
  const peers = [...networksOf(rule), ...others];
  if (peers.length === 0) return portText(rule);
  return `${portText(rule)} ${memberLike(rule, 'isegress') === true ? 'to' : 'from'} ${peers.join(', ')}`;
}

/** What a parameter holds, with each rule in it marked as one for traffic that leaves, as EC2 marks them in answers. */
export function leaving(value: Value): Value {
  if (Array.isArray(value)) return value.map((each: Value) => leaving(each) ?? null);
  if (!isObject(value)) return value;
  const marked = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, leaving(inner)]));
  return memberLike(value, 'ipprotocol') === undefined ? marked : { ...marked, isEgress: true };
}

/** What the rules open to any address: `tcp port 22 from 0.0.0.0/0`. */
export function opened(rules: readonly JsonObject[]): readonly string[] {
  return rules.flatMap((rule) => {
    const open = networksOf(rule).filter(isAnywhere);
    return open.length === 0 ? [] : [`${portText(rule)} from ${open.join(', ')}`];
  });
}

/** The rules that a call gives: a set of them, or itself if it is flat. */
export function rulesIn(parameters: JsonObject): readonly JsonObject[] {
  const listed = ['ippermissions', 'securitygrouprule'].flatMap((name) =>
    listOf(memberLike(parameters, name)),
  );
  const rules = listed.filter(isObject).map((each) => {
    const inner = memberLike(each, 'securitygrouprule');
    return isObject(inner) ? inner : each;
  });
  return memberLike(parameters, 'ipprotocol') === undefined ? rules : [...rules, parameters];
}

function networksOf(rule: JsonObject): readonly string[] {
  const flat = ['cidrip', 'cidripv4', 'cidripv6'].map((name) => textOf(memberLike(rule, name)));
  return [
    ...flat.filter((network) => network !== ''),
    ...membersOf(rule, 'ipranges', 'cidrip'),
    ...membersOf(rule, 'ipv6ranges', 'cidripv6'),
  ];
}

function membersOf(rule: JsonObject, list: string, name: string): readonly string[] {
  return listOf(memberLike(rule, list))
    .map((each) => textOf(memberLike(each, name)))
    .filter((text) => text !== '');
}

function portText(rule: JsonObject): string {
  const protocol = textOf(memberLike(rule, 'ipprotocol'));
  if (protocol === '-1' || protocol === '') return 'all traffic';
  const from = textOf(memberLike(rule, 'fromport'));
  const to = textOf(memberLike(rule, 'toport')) || from;
  if (/^icmp/i.test(protocol) || from === '' || from === '-1') return protocol;
  if (from === to) return `${protocol} port ${from}`;
  return from === '0' && to === '65535' ? `${protocol} all ports` : `${protocol} ports ${from}-${to}`;
}
