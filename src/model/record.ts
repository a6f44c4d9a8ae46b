/**
 * A record: one JSON object as CloudTrail delivered it, with the place it was read from. Nothing in it is
 * trusted; any field may be missing or of another type than documented.
 */
import type { JsonObject } from './json.js';

export type TrailRecord = JsonObject;

/** Where a record was read: the path as the user would type it, a member inside it, and its position. */
export interface RecordOrigin {
  readonly file: string;
  /** Zero-based position among the records of the file. */
  readonly index: number;
}
