/**
 * Values that SQL engines print without quotes, `{type=IAMUser, details={k=v}}`, as Lake's query results and Elastic's
 * request parameters have them. The notation is ambiguous (a value may hold `, ` and `=`), so what comes of it is marked
 * partial by those who use it; a text that does not read as such a value stays a text.
 */
import type { JsonValue } from '../../model/json.js';
import { parseJson } from './json-slice.js';

const deepest = 50;

/** JSON text or struct text to its value; else the text itself. `null` and nothing are null. */
export function structValue(text: string): JsonValue {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'null') return null;
  if (!/^[{[]/.test(trimmed)) return text;
  const json = parseJson(trimmed);
  if (json !== undefined) return json;
  const read = readValue(trimmed, 0, 0, '');
  return read && read.end === trimmed.length ? read.value : text;
}

interface Read {
  readonly value: JsonValue;
  readonly end: number;
}

/** `stops`: the bracket that ends what is around the value. */
function readValue(text: string, start: number, depth: number, stops: string): Read | undefined {
  if (depth > deepest) return undefined;
  if (text[start] === '{') return readMembers(text, start, depth);
  if (text[start] === '[') return readElements(text, start, depth);
  let end = start;
  while (end < text.length && text[end] !== stops && !isNext(text, end, stops)) end++;
  const word = text.slice(start, end);
  return { value: word === 'null' ? null : word, end };
}

/** Whether a comma here ends a value: in a struct only if another `name=` follows. */
function isNext(text: string, at: number, stops: string): boolean {
  if (text[at] !== ',' || text[at + 1] !== ' ') return false;
  if (stops === ']') return true;
  nameHere.lastIndex = at + 2;
  return nameHere.test(text);
}

const name = /^[\w.:$@/-]{1,128}$/;
const nameHere = /[\w.:$@/-]{1,128}=/y;

function readMembers(text: string, start: number, depth: number): Read | undefined {
  const members: Record<string, JsonValue> = {};
  let at = start + 1;
  while (text[at] !== '}') {
    const equals = text.indexOf('=', at);
    if (equals === -1 || !name.test(text.slice(at, equals))) return undefined;
    const read = readValue(text, equals + 1, depth + 1, '}');
    if (!read) return undefined;
    members[text.slice(at, equals)] = read.value;
    at = read.end;
    if (text.startsWith(', ', at)) at += 2;
    else if (text[at] !== '}') return undefined;
  }
  return { value: members, end: at + 1 };
}

function readElements(text: string, start: number, depth: number): Read | undefined {
  const elements: JsonValue[] = [];
  let at = start + 1;
  while (text[at] !== ']') {
    const read = readValue(text, at, depth + 1, ']');
    if (!read) return undefined;
    elements.push(read.value);
    at = read.end;
    if (text.startsWith(', ', at)) at += 2;
    else if (text[at] !== ']') return undefined;
  }
  return { value: elements, end: at + 1 };
}
