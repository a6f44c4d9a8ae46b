/**
 * The resource that an error message names. Calls that were denied lose their parameters in many services, but the
 * message says `… is not authorized to perform: iam:DeleteUser on resource: user bob because …`. IAM User Guide,
 * access denied error messages, and the shorter forms seen beside them.
 */
import type { JsonObject } from '../../model/json.js';
import { objectField, textField } from './json-fields.js';
import { knownTypes, typeNamed } from './resource-types.js';

export interface NamedByError {
  readonly value: string;
  /** Folded noun before the name (`user bob`), or null where the message has the name alone. */
  readonly type: string | null;
}

const start = ' on resource: ';
/** What follows the name. Names may hold blanks, so the first blank does not end them. */
const end = /(?: because | with an explicit deny\b| as (?:either|the|no)\b|[\r\n]).*$/s;
/** `user bob`, `instance profile web`, `policy arn:…`. */
const typed = /^([a-z][a-z-]*(?: [a-z][a-z-]*){0,2}):? (\S+)$/i;
const quoted = /^(["'`])(.+)\1\.?$/;
const maxLength = 4_000;

/** What the error names, or undefined: no error, no name, or `*`. */
export function namedByError(record: JsonObject): NamedByError | undefined {
  const message = errorText(record).slice(0, maxLength);
  const at = message.indexOf(start);
  if (at < 0) return undefined;
  const text = message
    .slice(at + start.length)
    .replace(end, '')
    .trim();
  const [, , unquoted = text] = quoted.exec(text) ?? [];
  if (unquoted === '' || /^[*?]+$/.test(unquoted)) return undefined;
  const [, word = '', name = ''] = typed.exec(unquoted) ?? [];
  const type = typeNamed(word);
  if (name === '*') return undefined;
  if (!knownTypes.has(type)) return { value: unquoted, type: null };
  const [, , inner = name] = quoted.exec(name) ?? [];
  return { value: inner, type };
}

/** Some services leave `errorMessage` out and put the text into the response. */
function errorText(record: JsonObject): string {
  const message = textField(record, 'errorMessage');
  if (message !== '') return message;
  if (textField(record, 'errorCode') === '') return '';
  const response = objectField(record, 'responseElements');
  return textField(response, 'message') || textField(response, 'Message');
}
