/**
 * The SQL that counts events in groups: rows `{keys, count}`, with `distinct` if a field for it is given. A key is a
 * field's dotted path, or `hour` for the hour of the event. Two ways: every delivered copy is counted (what is fast), or
 * distinct event ids (what trailscan counts). Only the fields asked for are declared, so that parsers skip the others.
 */

const DUCKDB_OBJECT_BYTES = 64 * 1024 * 1024;

/** `{ eventName: null, userIdentity: { arn: null } }` for a list of paths. */
function tree(paths) {
  const root = {};
  for (const path of paths) {
    const steps = path.split('.');
    const last = steps.pop();
    let node = root;
    for (const step of steps) {
      node[step] ??= {};
      node = node[step];
    }
    node[last] ??= null;
  }
  return root;
}

function fieldsOf({ by, distinct }, folded) {
  const paths = by.map((key) => (key === 'hour' ? 'eventTime' : key));
  return [...new Set([...paths, ...(distinct ? [distinct] : []), ...(folded ? ['eventID'] : [])])];
}

function measures({ distinct }, folded, id, field, exact) {
  const count = folded ? exact(id) : 'count(*)';
  return `${count} AS count${distinct ? `, ${exact(field(distinct))} AS "distinct"` : ''}`;
}

const keyOf = (field) => (key) =>
  key === 'hour' ? `concat(substring(${field('eventTime')}, 1, 13), ':00:00Z')` : field(key);

function clickhouseType(node) {
  return Object.entries(node)
    .map(
      ([name, inner]) => `${name} ${inner === null ? 'Nullable(String)' : `Tuple(${clickhouseType(inner)})`}`,
    )
    .join(', ');
}

/**
 * @param {string} files a glob of trail files
 * @param {{by: readonly string[], distinct?: string}} question
 * @param {boolean} folded whether copies of an event count once
 */
export function clickhouseGroups(files, question, folded) {
  const field = (path) => `r.${path}`;
  const exact = (value) => `uniqExact(${value})`;
  const keys = question.by.map(keyOf(field));
  return `SELECT [${keys.join(', ')}] AS keys, ${measures(question, folded, field('eventID'), field, exact)} FROM (
    SELECT arrayJoin(Records) AS r
    FROM file('${files}', 'JSONEachRow', 'Records Array(Tuple(${clickhouseType(tree(fieldsOf(question, folded)))}))'))
    GROUP BY ${keys.join(', ')}`;
}

/** The same with every record as JSON text: no types declared. */
export function clickhouseUntypedGroups(files, question, folded) {
  const field = (path) => {
    const steps = path.split('.').map((step) => `'${step}'`);
    return `JSONExtract(raw, ${steps.join(', ')}, 'Nullable(String)')`;
  };
  const exact = (value) => `uniqExact(${value})`;
  const keys = question.by.map(keyOf(field));
  return `SELECT [${keys.join(', ')}] AS keys, ${measures(question, folded, field('eventID'), field, exact)} FROM (
    SELECT arrayJoin(Records) AS raw FROM file('${files}', 'JSONEachRow', 'Records Array(String)'))
    GROUP BY ${keys.join(', ')}`;
}

function duckdbType(node) {
  return Object.entries(node)
    .map(([name, inner]) => `${name} ${inner === null ? 'VARCHAR' : `STRUCT(${duckdbType(inner)})`}`)
    .join(', ');
}

/** The same with every record as JSON: no types declared. */
export function duckdbUntypedGroups(files, question, folded) {
  const field = (path) => `(r->>'$.${path}')`;
  const exact = (value) => `count(DISTINCT ${value})`;
  const keys = question.by.map(keyOf(field));
  return `SELECT [${keys.join(', ')}] AS keys, ${measures(question, folded, field('eventID'), field, exact)} FROM (
    SELECT unnest(Records) AS r
    FROM read_json('${files}', format = 'newline_delimited', maximum_object_size = ${DUCKDB_OBJECT_BYTES},
      columns = { Records: 'JSON[]' }))
    GROUP BY ${keys.join(', ')}`;
}

export function duckdbGroups(files, question, folded) {
  const field = (path) => `r.${path}`;
  const exact = (value) => `count(DISTINCT ${value})`;
  const keys = question.by.map(keyOf(field));
  return `SELECT [${keys.join(', ')}] AS keys, ${measures(question, folded, field('eventID'), field, exact)} FROM (
    SELECT unnest(Records) AS r
    FROM read_json('${files}', format = 'newline_delimited', maximum_object_size = ${DUCKDB_OBJECT_BYTES},
      columns = { Records: 'STRUCT(${duckdbType(tree(fieldsOf(question, folded)))})[]' }))
    GROUP BY ${keys.join(', ')}`;
}
