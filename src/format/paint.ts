/** Tones as colours: the only place that knows chalk. The eight basic colours, so that the terminal's theme holds. */
import { Chalk } from 'chalk';
import type { Tone } from '../model/sheet.js';

export type Paint = Readonly<Record<Tone, (text: string) => string>>;

/** Text without colour comes back as it is. Padding belongs outside: it has no colour. */
export function painter(colour: boolean): Paint {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return {
    plain: (text) => text,
    muted: chalk.dim,
    good: chalk.green,
    warn: chalk.yellow,
    bad: chalk.red,
    strong: chalk.bold,
  };
}
