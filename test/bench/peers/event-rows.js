/**
 * The SQL that gives one row per matching event, with the fields of a trailscan row, one of each eventID, ordered by
 * time and id. The reading chosen here is the fastest sound one found for each peer:
 *
 * - ClickHouse: a declared column type, so that the parser skips the fields not asked for. The untyped form (every
 *   record as JSON text, fields taken out by function) needs no declaration and takes about as long where few records
 *   match, half as long again where all are looked into; with the records cut by function too (`JSONExtractArrayRaw`) three
 *   times, with the JSON column type seven times.
 * - DuckDB: likewise; `newline_delimited` because a trail file is one line: 1.7 s against 2.1 s for `unstructured`.
 */

const FIELDS = [
  'eventTime',
  'eventID',
  'eventSource',
  'eventName',
  'awsRegion',
  'recipientAccountId',
  'errorCode',
  'sourceIPAddress',
  'userAgent',
];
const IDENTITY = ['type', 'arn', 'principalId', 'accountId', 'accessKeyId', 'invokedBy'];
const NESTED = ['requestParameters', 'resources'];
const DUCKDB_OBJECT_BYTES = 64 * 1024 * 1024;

const clickhouseType = [
  ...[...FIELDS, ...NESTED].map((name) => `${name} Nullable(String)`),
  `userIdentity Tuple(${IDENTITY.map((name) => `${name} Nullable(String)`).join(', ')})`,
].join(', ');

const duckdbType = [
  ...FIELDS.map((name) => `${name} VARCHAR`),
  ...NESTED.map((name) => `${name} JSON`),
  `userIdentity STRUCT(${IDENTITY.map((name) => `${name} VARCHAR`).join(', ')})`,
].join(', ');

const selected = [...FIELDS, 'userIdentity', 'resources'].map((name) => `r.${name} AS ${name}`).join(', ');
const files = (folder) => `${folder}/**/*.json.gz`;

/**
 * @param {string} folder the archive
 * @param {string} where condition on the record `r`
 */
export function clickhouseRows(folder, where) {
  return `SELECT ${selected}, file FROM (
    SELECT _path AS file, arrayJoin(Records) AS r
    FROM file('${files(folder)}', 'JSONEachRow', 'Records Array(Tuple(${clickhouseType}))'))
    WHERE ${where} ORDER BY eventTime, eventID LIMIT 1 BY eventID`;
}

/**
 * Every record as JSON text; the shown fields are taken from the matching records alone.
 * @param {string} folder the archive
 * @param {string} where condition on the record's text `raw`
 */
export function clickhouseUntypedRows(folder, where) {
  return `SELECT ${selected}, file FROM (
    SELECT file, JSONExtract(raw, 'Tuple(${clickhouseType})') AS r FROM (
      SELECT _path AS file, arrayJoin(Records) AS raw
      FROM file('${files(folder)}', 'JSONEachRow', 'Records Array(String)'))
    WHERE ${where}) ORDER BY eventTime, eventID LIMIT 1 BY eventID`;
}

/**
 * Looks for a literal in the file's text first and parses only files that hold it. Not sound: a name that the file
 * writes with an escape is missed.
 * @param {string} folder the archive
 * @param {string} literal text that a file must hold
 * @param {string} where condition on the record `r`
 */
export function clickhousePrefilteredRows(folder, literal, where) {
  return `SELECT ${selected}, file FROM (
    SELECT _path AS file, arrayJoin(JSONExtract(json, 'Records', 'Array(Tuple(${clickhouseType}))')) AS r
    FROM file('${files(folder)}', 'LineAsString', 'json String') WHERE position(json, '${literal}') > 0)
    WHERE ${where} ORDER BY eventTime, eventID LIMIT 1 BY eventID`;
}

/**
 * @param {string} folder the archive
 * @param {string} where condition on the record `r`
 */
export function duckdbRows(folder, where) {
  return `SELECT DISTINCT ON (eventTime, eventID) ${selected}, file FROM (
    SELECT filename AS file, unnest(Records) AS r
    FROM read_json('${files(folder)}', format = 'newline_delimited', filename = true,
      maximum_object_size = ${DUCKDB_OBJECT_BYTES}, columns = { Records: 'STRUCT(${duckdbType})[]' }))
    WHERE ${where} ORDER BY eventTime, eventID`;
}
