/**
 * S3 speaks its own way: bucket and key are two parameters, an object is called `bucket/key` and never by its key
 * alone, a copy's source is a header, and `DeleteObjects` does not record its keys at all. CloudTrail User Guide,
 * Amazon S3 events; S3 User Guide, logging S3 API calls.
 */
import type { JsonObject, JsonValue } from '../../model/json.js';
import type { EventName } from './event-name.js';
import { elements, field } from './json-fields.js';
import { type Leaf, leaf } from './leaf.js';
import type { LeafRelation } from './noun-rule.js';

/** The sources that record calls this way: general buckets, directory buckets, buckets on Outposts. */
export const s3Sources: ReadonlySet<string> = new Set(['s3', 's3express', 's3-outposts']);

/** Keys that are read here and not by the noun rule. */
export const s3Keys: ReadonlySet<string> = new Set(['bucketName', 'key', 'x-amz-copy-source']);

/** Nouns of calls on the object itself; other nouns with a key are attributes of it. */
const objectNouns: ReadonlySet<string> = new Set(['', 'object', 'objectversion']);
/** Nouns of calls on what a bucket holds. */
const contentNouns: ReadonlySet<string> = new Set([
  ...objectNouns,
  'multipartupload',
  'part',
  'partcopy',
  'objectlist',
]);

/** Leaves of bucket, object and copy source. */
export function s3Leaves(event: EventName, request: JsonObject): readonly Leaf[] {
  const noun = event.kind;
  const bucket = firstText(field(request, 'bucketName'));
  const key = firstText(field(request, 'key'));
  const leaves: Leaf[] = [];
  if (bucket !== '') {
    const relation = bucketRelation(noun, key !== '');
    leaves.push(leaf({ value: bucket, relation, types: ['bucket'], key: 'bucketName', from: 'request' }));
    if (key !== '') {
      const of = objectNouns.has(noun) ? 'self' : 'part';
      leaves.push(
        leaf({ value: `${bucket}/${key}`, relation: of, types: ['object'], key: 'key', from: 'request' }),
      );
    } else if (event.name === 'DeleteObjects') {
      leaves.push(unrecordedObjects(`${bucket}/`, 'request'));
    }
  }
  return [...leaves, ...copySource(firstText(field(request, 'x-amz-copy-source')))];
}

/** The objects under a prefix of `bucket/key`, of which the record does not say which. */
export function unrecordedObjects(prefix: string, from: Leaf['from']): Leaf {
  return leaf({ value: prefix, relation: 'container', types: ['object'], key: 'key', from, isPrefix: true });
}

function bucketRelation(noun: string, hasKey: boolean): LeafRelation {
  if (noun === 'bucket') return 'self';
  return hasKey || contentNouns.has(noun) ? 'container' : 'part';
}

/** `bucket/key?versionId=…`, URL-encoded, perhaps with a slash before it; or the ARN of an access point. */
function copySource(header: string): readonly Leaf[] {
  if (header === '') return [];
  const path = decoded(header.replace(/\?versionId=.*$/, '')).replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash <= 0) return [];
  const common = { relation: 'source', key: 'x-amz-copy-source', from: 'request' } as const;
  return [
    leaf({ ...common, value: path, types: ['object'] }),
    leaf({ ...common, value: path.slice(0, slash), types: ['bucket'] }),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Older exports keep every value in a list of one. */
function firstText(value: JsonValue | undefined): string {
  const [first] = elements(value);
  return typeof first === 'string' ? first : '';
}
