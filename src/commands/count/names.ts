/** The names that `count` knows, apart from the code behind them: the help lists them without loading it. */

/** What events can be counted by besides the fields of the record. */
export const derivedNames = [
  'principal',
  'principalType',
  'accessKey',
  'account',
  'service',
  'action',
  'outcome',
  'interface',
  'via',
  'tool',
  'ip',
  'region',
  'day',
  'hour',
] as const;

export type DerivedName = (typeof derivedNames)[number];

export const sortNames = ['count', 'distinct', 'errors', 'error-rate', 'key', 'first', 'last'] as const;

export type SortName = (typeof sortNames)[number];
