/** Exit codes, as documented in the README. Commands return 0, 1 or 3 themselves. */
export const exitCodes = {
  done: 0,
  /** The test that was asked for failed: `--exit-status` and nothing matched. */
  failed: 1,
  /** Wrong options, query or path, and nothing was read; or the answer could not be written. */
  usage: 2,
  /** Answered, but part of the evidence could not be read. */
  incomplete: 3,
  /** A fault of ours. */
  fault: 4,
  interrupted: 130,
} as const;
