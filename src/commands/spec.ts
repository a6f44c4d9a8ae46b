/** What a command is: its words for the help, the options it takes, and the code behind it, loaded when it runs. */
import type { FormatKind, OptionName, RawValues } from './options.js';

/** The world around a run, handed in so that tests can hand in another. */
export interface Context {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds, taken once, so that `2h` means the same throughout a run. */
  readonly now: number;
}

export interface Request {
  /** What is asked about, where the command takes a subject; else empty. */
  readonly subject: string;
  readonly paths: readonly string[];
  readonly raw: RawValues;
  readonly context: Context;
}

/** Answers the request and returns the exit code. Throws UsageError before anything is read. */
export type Run = (request: Request) => Promise<number>;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the command says of itself at length. */
  readonly description: string;
  readonly subject?: { readonly name: string; readonly help: string };
  readonly options: readonly OptionName[];
  /** What an option says here, where its words for all commands do not fit. */
  readonly words?: { readonly [Name in OptionName]?: string };
  /** What it prints besides rows, which tells the formats it takes. */
  readonly prints?: readonly FormatKind[];
  /** Options of other commands that someone may expect here, and why there is nothing they could do. */
  readonly refused?: { readonly options: readonly OptionName[]; readonly why: string };
  /** Command lines as they are typed, with what they answer. Tests run them. */
  readonly examples: readonly { readonly line: string; readonly says: string }[];
  load(): Promise<Run>;
}
