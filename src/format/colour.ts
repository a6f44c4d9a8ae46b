/** Whether to colour: decided in one place, from the flag, the environment and where the text goes. */

export type ColourFlag = 'auto' | 'always' | 'never';

export interface ColourSituation {
  readonly flag: ColourFlag;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The stream that will be written to is a terminal. */
  readonly terminal: boolean;
}

/**
 * The flag decides; else `NO_COLOR` set to anything means no; else `FORCE_COLOR` means yes, unless it is `0` or
 * `false`; else a terminal is coloured that does not call itself `dumb`. A variable that is set but empty counts as
 * unset.
 */
export function wantsColour({ flag, env, terminal }: ColourSituation): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return terminal && env.TERM !== 'dumb';
}
