/**
 * How an attempt ended. CloudTrail writes an error code only for calls that failed as a whole; a call on many things
 * may fail for some of them and say so in the response.
 */
import type { Outcome } from '../../model/event.js';
import type { JsonObject, JsonValue } from '../../model/json.js';
import { extract, isTrue } from './extract.js';
import { elements, field, isObject, objectField, textField } from './json-fields.js';

/** EC2 and KMS answer a dry run that would have been allowed with an error of its own. */
const dryRunCode = /DryRunOperation(?:Exception)?$/;
const deniedCode =
  /AccessDenied|UnauthorizedOperation|UnauthorizedAccess|NotAuthorized|^(?:Client\.)?Unauthorized|AuthorizationError|Forbidden|PermissionDenied|InsufficientPermission/;
const deniedMessage = /not authorized to perform|access denied|explicit deny/i;
/** Members of a response that list what failed. */
const failures = /^(?:unsuccessful|failures?$|failed|errors?$|unprocessed)/i;

const maxDepth = 8;
const maxNames = 5_000;

/** The outcome of a call as a whole: failure only if it failed for all that it was asked to act on. */
export function outcomeOf(record: JsonObject): Outcome {
  const code = errorCode(record);
  if (code !== '') {
    if (dryRunCode.test(code)) return 'dry-run';
    return deniedCode.test(code) ? 'denied' : 'failure';
  }
  const message = textField(record, 'errorMessage');
  if (message !== '') return deniedMessage.test(message) ? 'denied' : 'failure';
  if (isDryRun(objectField(record, 'requestParameters'))) return 'dry-run';
  if (reportsFailure(record)) return 'failure';
  const failed = failedNames(objectField(record, 'responseElements'));
  return failed.size > 0 && areAllAmong(failed, record) ? 'failure' : 'success';
}

function areAllAmong(failed: ReadonlySet<string>, record: JsonObject): boolean {
  const asked = extract(record).leaves.filter(
    ({ relation, from }) => relation === 'self' && from === 'request',
  );
  return asked.length > 0 && asked.every(({ value }) => failed.has(value));
}

/** The outcome for one of the targets, by any of the names it goes by. */
export function outcomeFor(record: JsonObject, names: readonly string[]): Outcome {
  const outcome = outcomeOf(record);
  if (outcome !== 'success') return outcome;
  const failed = failedNames(objectField(record, 'responseElements'));
  return names.some((name) => failed.has(name)) ? 'failure' : 'success';
}

function errorCode(record: JsonObject): string {
  const code = field(record, 'errorCode');
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}

function isDryRun(request: JsonObject | undefined): boolean {
  if (request === undefined) return false;
  return isTrue(field(request, 'dryRun')) || isTrue(field(request, 'DryRun'));
}

/** Sign-in events and the later reports of asynchronous calls tell their result in words. */
function reportsFailure(record: JsonObject): boolean {
  const response = field(record, 'responseElements');
  if (isObject(response) && textField(response, textField(record, 'eventName')) === 'Failure') return true;
  const details = objectField(record, 'serviceEventDetails');
  if (details === undefined) return false;
  return [details, ...Object.values(details)].some(
    (each) =>
      isObject(each) && /^fail(?:ed|ure)$/i.test(textField(each, 'state') || textField(each, 'status')),
  );
}

/** Everything that the response lists as failed. */
function failedNames(response: JsonObject | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  if (response === undefined) return names;
  for (const key of Object.keys(response)) {
    const value = field(response, key);
    if (failures.test(key)) collect(value, names, 0);
    else if (/Response$/.test(key) && isObject(value)) {
      for (const inner of Object.keys(value))
        if (failures.test(inner)) collect(field(value, inner), names, 0);
    }
  }
  return names;
}

function collect(value: JsonValue | undefined, names: Set<string>, depth: number): void {
  if (depth > maxDepth || names.size >= maxNames) return;
  if (typeof value === 'string') names.add(value);
  else if (typeof value === 'number') names.add(String(value));
  else if (Array.isArray(value))
    for (const each of elements(value).slice(0, maxNames)) collect(each, names, depth + 1);
  else if (isObject(value)) for (const each of Object.values(value)) collect(each, names, depth + 1);
}
