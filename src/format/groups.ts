/** Tells where in the rows a new group begins, for the formats that set headings. */

export interface GroupedRow<Row> {
  readonly row: Row;
  /** At the first row of a group its heading, empty if it has none; null at the others. */
  readonly heading: string | null;
  /** The first row of all. */
  readonly first: boolean;
}

/** The rows in their order. Without `group` they are one group without a heading. */
export function* grouped<Row>(
  rows: Iterable<Row>,
  group: ((row: Row) => string) | undefined,
): Generator<GroupedRow<Row>> {
  let current: string | null = null;
  for (const row of rows) {
    const heading = group ? group(row) : '';
    yield { row, heading: heading === current ? null : heading, first: current === null };
    current = heading;
  }
}
