/**
 * The life of one resource out of the events about it: which incarnation each belongs to, and what the events leave
 * open. A name lives again when something is created under it after a deletion.
 */

export type Phase = 'created' | 'changed' | 'shared' | 'deleted' | 'restored' | 'attempt' | 'related';

/** What an event did to the resource, as far as its record tells. */
export interface LifeStep {
  /** ISO 8601, whole seconds: within one second the order of events is not known. */
  readonly time: string;
  readonly phase: Phase;
  /** What an attempt that did not succeed would have done; else null. */
  readonly attempted: Exclude<Phase, 'attempt' | 'related'> | null;
  /** The call creates or replaces and does not say which. */
  readonly upsert: boolean;
  /** The deletion only takes place later and can be taken back until then. */
  readonly scheduled: boolean;
  /** The attempt failed because there was no such thing. */
  readonly missing: boolean;
}

export interface Placed<Step> {
  readonly step: Step;
  readonly phase: Phase;
  /** From 1. */
  readonly generation: number;
  /** What is odd about the event at this place, in words; else null. */
  readonly note: string | null;
}

export interface LifeLine<Step> {
  /** In order of time. */
  readonly placed: readonly Placed<Step>[];
  /** What the events leave open or imply, one sentence each, without the name of the resource. */
  readonly statements: readonly string[];
}

type State = 'unknown' | 'exists' | 'doomed' | 'gone';

interface Life {
  state: State;
  generation: number;
  /** The creation of the first generation is among the events. */
  isBornHere: boolean;
  /** How the last attempt to delete it ended, if nothing came after. */
  failedDeletion: 'no' | 'failed' | 'missing';
}

/** Steps in order of time. `scope` says what was looked at: `what was read`. */
export function lifeLine<Step extends LifeStep>(steps: readonly Step[], scope: string): LifeLine<Step> {
  const life: Life = { state: 'unknown', generation: 1, isBornHere: false, failedDeletion: 'no' };
  const placed: Placed<Step>[] = [];
  for (const second of seconds(steps)) {
    for (const step of ordered(second, life.state)) placed.push(place(step, life));
  }
  return { placed, statements: statementsOf(placed, life, scope) };
}

/** Where the step stands in the life, which it moves on. */
function place<Step extends LifeStep>(step: Step, life: Life): Placed<Step> {
  const before = life.state;
  let { phase } = step;
  let note: string | null = null;
  switch (step.phase) {
    case 'created':
      if (before === 'gone') life.generation++;
      else if (step.upsert && before !== 'unknown') phase = 'changed';
      else if (step.upsert) note = 'created or replaced: the call does not say';
      else if (before !== 'unknown') note = 'it was there already, or its deletion is not in the events';
      if (phase === 'created' && life.generation === 1) life.isBornHere = true;
      life.state = 'exists';
      break;
    case 'changed':
    case 'shared':
      if (before === 'gone') note = 'after its deletion';
      if (before === 'unknown') life.state = 'exists';
      break;
    case 'deleted':
      if (before === 'gone') note = 'it was deleted before';
      life.state = step.scheduled ? 'doomed' : 'gone';
      break;
    case 'restored':
      life.state = 'exists';
      break;
    case 'attempt':
    case 'related':
      break;
  }
  if (step.phase === 'attempt' && step.attempted === 'deleted') {
    life.failedDeletion = step.missing ? 'missing' : 'failed';
  } else if (step.phase === 'deleted' || step.phase === 'created') life.failedDeletion = 'no';
  return { step, phase, generation: life.generation, note };
}

function statementsOf(
  placed: readonly Placed<LifeStep>[],
  { state, generation, isBornHere, failedDeletion }: Life,
  scope: string,
): readonly string[] {
  const isShown = placed.some(({ phase }) => phase !== 'attempt' && phase !== 'related');
  const statements: string[] = [];
  if (!isShown && placed.some(({ step, phase }) => phase === 'attempt' && step.missing)) {
    statements.push('no event shows that it was there, and calls on it did not find it');
  } else if (!isBornHere && placed.some(({ phase }) => phase !== 'related')) {
    statements.push(`its creation is not in ${scope}`);
  }
  if (generation > 1) statements.push(`it was created again after its deletion: ${generation} generations`);
  if (state === 'doomed') statements.push('its deletion is scheduled, and no event takes it back');
  if (isShown && state !== 'gone' && failedDeletion === 'failed') {
    statements.push(
      'the last attempt to delete it did not succeed: as far as the events tell, it still exists',
    );
  }
  if (isShown && state !== 'gone' && failedDeletion === 'missing') {
    statements.push('it was gone when its deletion was tried: the event that deleted it is missing');
  }
  return statements;
}

/** Runs of steps of the same second. */
function seconds<Step extends LifeStep>(steps: readonly Step[]): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.time === step.time) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

/**
 * CloudTrail's times are whole seconds: what came first within one is told by what makes sense. A thing is created
 * before it is changed and deleted after, unless it was there and made way for a new one.
 */
function ordered<Step extends LifeStep>(run: readonly Step[], state: State): readonly Step[] {
  const isReplaced =
    (state === 'exists' || state === 'doomed') && run.some(({ phase }) => phase === 'created');
  const rank = ({ phase }: Step): number => {
    if (phase === 'deleted') return isReplaced ? 0 : 3;
    return phase === 'created' ? 1 : 2;
  };
  return run.length === 1 ? run : run.toSorted((a, b) => rank(a) - rank(b));
}
