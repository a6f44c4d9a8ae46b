/**
 * A problem: a piece of evidence that could not be read. Problems are data, never exceptions: they are
 * counted, printed on stderr and change the exit code to 3, while everything else is still answered.
 */
export interface Problem {
  /** Path of the file, as the user would type it. */
  readonly file: string;
  readonly kind: ProblemKind;
  /** What is wrong, in words, without the path. */
  readonly message: string;
}

/** A problem that ends the run, because `--strict` was given. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';

  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

export type ProblemKind =
  | 'unreadable'
  | 'empty'
  | 'not-a-trail'
  | 'truncated'
  | 'corrupt'
  | 'bad-json'
  | 'too-large'
  | 'special-file'
  | 'conflict'
  | 'worker';
