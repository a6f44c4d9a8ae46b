/**
 * The values of a request or response, each with the key it stands under. Lists and the wrappers that services put
 * around them vanish (`instancesSet.items[]`, `{"tag": 1, "content": …}`, `DeleteFlowLogsRequest`), so that a value
 * stands under the key that names it. What is content and never a target (tags, policies, filters) is left out.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';

export interface RawLeaf {
  readonly value: string;
  readonly key: string;
  /** The key of the nearest object around it, null at the top. */
  readonly enclosing: string | null;
  /** Named objects around it; the sets that EC2 makes of lists do not count. */
  readonly depth: number;
}

export interface Walked {
  readonly leaves: readonly RawLeaf[];
  /** Something lay deeper or further on than is looked at. */
  readonly cutShort: boolean;
}

/** Deepest nesting looked at; the deepest identifier known lies at seven. */
const maxDepth = 12;
const maxElements = 5_000;
const maxLeaves = 20_000;

/** Around the members of a call: `DeleteFlowLogsRequest`, `createStageInput`, `DelTGwVpcAttachReq`. */
const wrapper = /(?:Request|Req|Response|Result|Input)$/;
/** Around the elements of a list. */
const listParts: ReadonlySet<string> = new Set(['items', 'item', 'member', 'content']);

/** CloudTrail User Guide and the samples of services: what stands in place of a value that was left out. */
const masked =
  /^(?:HIDDEN_(?:DUE_TO|FOR)_SECURITY_REASONS|<?sensitiveDataRemoved>?|\*+|REDACTED|<?(?:redacted|removed|hidden|masked)>?)$/;

export function isMasked(value: string): boolean {
  return value.length < 60 && masked.test(value);
}

/**
 * All scalar values with their keys, in order. `skip`: keys (as recorded) whose values are not looked into; asked
 * once for each key, with the key around it. Strings that hold JSON are content, not names.
 */
export function walk(root: JsonValue | undefined, skip: (key: string) => boolean): Walked {
  const leaves: RawLeaf[] = [];
  let cutShort = false;

  function visit(
    value: JsonValue | undefined,
    key: string,
    enclosing: string | null,
    depth: number,
    level: number,
  ) {
    if (typeof value === 'string') {
      if (isName(value)) add(value, key, enclosing, depth);
    } else if (typeof value === 'number') {
      if (/(?:id|number)s?$/i.test(key)) add(String(value), key, enclosing, depth);
    } else if (typeof value !== 'object' || value === null) {
      return;
    } else if (level > maxDepth) {
      cutShort = true;
    } else if (isArray(value)) {
      if (value.length > maxElements) cutShort = true;
      for (let index = 0; index < value.length && index < maxElements; index++) {
        visit(value[index], key, enclosing, depth, level + 1);
      }
    } else {
      members(value, key, enclosing, depth, level);
    }
  }

  function members(object: JsonObject, key: string, enclosing: string | null, depth: number, level: number) {
    if (Object.hasOwn(object, 'Statement')) return;
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (key === '') {
        if (skip(name)) continue;
        const wraps = wrapper.test(name) && typeof value === 'object' && value !== null && !isArray(value);
        visit(value, wraps ? '' : name, null, 0, level + 1);
      } else if (listParts.has(name)) {
        visit(value, key, enclosing, depth, level + 1);
      } else if (!skip(name)) {
        visit(value, name, key, /set$/i.test(key) ? depth : depth + 1, level + 1);
      }
    }
  }

  function add(value: string, key: string, enclosing: string | null, depth: number) {
    if (leaves.length >= maxLeaves) cutShort = true;
    else leaves.push({ value, key, enclosing, depth });
  }

  visit(root, '', null, 0, 0);
  return { leaves, cutShort };
}

/** Not empty, not masked, and no document (IAM records some URL-encoded). */
function isName(value: string): boolean {
  if (value === '' || isMasked(value)) return false;
  const first = value.charCodeAt(0);
  if (first === 0x7b || first === 0x5b) return !/^[{[]\s*["{[\]}]/.test(value);
  return !value.startsWith('%7B');
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
