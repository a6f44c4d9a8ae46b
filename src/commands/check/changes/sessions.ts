/**
 * Records enough to follow the credentials of very many events back: one of each session and of each principal, for all
 * events of a session have one origin.
 */
import { buildIssuers, openCredentials, principalOf } from '../../../analysis/identity/index.js';
import type { JsonObject } from '../../../model/json.js';

export interface Sessions {
  add(record: JsonObject): void;
  readonly records: readonly JsonObject[];
}

const nobody = buildIssuers([]);

export function sessions(): Sessions {
  const known = new Set<string>();
  const records: JsonObject[] = [];
  return {
    add(record) {
      const ids = openCredentials([record], nobody).map(({ id }) => id);
      const { id, arn, name } = principalOf(record);
      const told = [...ids, `principal ${id ?? arn ?? name}`].filter((each) => !known.has(each));
      if (told.length === 0) return;
      for (const each of told) known.add(each);
      records.push(record);
    },
    records,
  };
}
