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

const keyOf = (field) => (key) =>
  key === 'hour' ? `concat(substring(${field('eventTime')}, 1, 13), ':00:00Z')` : field(key);

/** The question of the records that `source` selects; `field` and `exact` are how the peer writes a path and a distinct count. */
function countOf({ by, distinct }, folded, source, field, exact) {
  const keys = by.map(keyOf(field)).join(', ');
  const count = folded ? exact(field('eventID')) : 'count(*)';
  const more = distinct ? `, ${exact(field(distinct))} AS "distinct"` : '';
  return `SELECT [${keys}] AS keys, ${count} AS count${more} FROM (${source}) GROUP BY ${keys}`;
}

function clickhouseType(node) {
  return Object.entries(node)
    .map(
      ([name, inner]) => `${name} ${inner === null ? 'Nullable(String)' : `Tuple(${clickhouseType(inner)})`}`,
    )
    .join(', ');
}

const uniqExact = (value) => `uniqExact(${value})`;
const countDistinct = (value) => `count(DISTINCT ${value})`;
const dotted = (path) => `r.${path}`;

/**
 * @param {string} files a glob of trail files
 * @param {{by: readonly string[], distinct?: string}} question
 * @param {boolean} folded whether copies of an event count once
 */
export function clickhouseGroups(files, question, folded) {
  const type = clickhouseType(tree(fieldsOf(question, folded)));
  const source = `SELECT arrayJoin(Records) AS r
    FROM file('${files}', 'JSONEachRow', 'Records Array(Tuple(${type}))')`;
  return countOf(question, folded, source, dotted, uniqExact);
}

/** The same with every record as JSON text: no types declared. */
export function clickhouseUntypedGroups(files, question, folded) {
  const field = (path) => {
    const steps = path.split('.').map((step) => `'${step}'`);
    return `JSONExtract(raw, ${steps.join(', ')}, 'Nullable(String)')`;
  };
  const source = `SELECT arrayJoin(Records) AS raw FROM file('${files}', 'JSONEachRow', 'Records Array(String)')`;
  return countOf(question, folded, source, field, uniqExact);
}

function duckdbType(node) {
  return Object.entries(node)
    .map(([name, inner]) => `${name} ${inner === null ? 'VARCHAR' : `STRUCT(${duckdbType(inner)})`}`)
    .join(', ');
}

/** The records of the files, each of the type that DuckDB is to read it as. */
function duckdbRecords(files, type) {
  return `SELECT unnest(Records) AS r
    FROM read_json('${files}', format = 'newline_delimited', maximum_object_size = ${DUCKDB_OBJECT_BYTES},
      columns = { Records: '${type}[]' })`;
}

export function duckdbGroups(files, question, folded) {
  const type = `STRUCT(${duckdbType(tree(fieldsOf(question, folded)))})`;
  return countOf(question, folded, duckdbRecords(files, type), dotted, countDistinct);
}

/** The same with every record as JSON: no types declared. */
export function duckdbUntypedGroups(files, question, folded) {
  const field = (path) => `(r->>'$.${path}')`;
  return countOf(question, folded, duckdbRecords(files, 'JSON'), field, countDistinct);
}
