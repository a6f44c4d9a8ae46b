/** Names that people give with a tag called `Name`, in the shapes in which services record tags. */
import type { JsonObject, JsonValue } from '../../model/json.js';
import { elements, field, isObject, objectField, textField } from './json-fields.js';
import { fold, singular } from './words.js';

/**
 * The Name tags that a call gives to things of the kind (folded noun) that it acts on; not those for others that it
 * makes on the way, such as the volumes of an instance.
 */
export function nameTags(kind: string, record: JsonObject): readonly string[] {
  const request = objectField(record, 'requestParameters');
  if (request === undefined) return [];
  const found: string[] = [];
  const parameters = [request, ...Object.values(request).filter(isObject)];
  for (const each of parameters) {
    for (const key of Object.keys(each)) {
      const value = field(each, key);
      const folded = fold(key);
      if (folded === 'tags' || folded === 'tagset' || folded === 'tag') found.push(...namesIn(value));
      if (!folded.startsWith('tagspecification')) continue;
      for (const specification of members(value)) {
        if (!isObject(specification)) continue;
        const type = singular(
          fold(textField(specification, 'resourceType') || textField(specification, 'ResourceType')),
        );
        if (type !== '' && type !== kind && !kind.endsWith(type)) continue;
        for (const name of ['tags', 'Tag', 'tagSet']) found.push(...namesIn(field(specification, name)));
      }
    }
  }
  return found;
}

/** The elements of a list in any of its wrappings. */
function members(value: JsonValue | undefined): readonly JsonValue[] {
  const items = isObject(value) ? (field(value, 'items') ?? field(value, 'item') ?? value) : value;
  return elements(items).slice(0, 1_000);
}

/** `[{key, value}]`, or a map. */
function namesIn(value: JsonValue | undefined): readonly string[] {
  return members(value).flatMap((tag) => {
    if (!isObject(tag)) return [];
    const key = textField(tag, 'key') || textField(tag, 'Key');
    const name = key === 'Name' ? textField(tag, 'value') || textField(tag, 'Value') : textField(tag, 'Name');
    return name === '' ? [] : [name];
  });
}
