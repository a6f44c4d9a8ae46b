/** Two events of one id, which CloudTrail does not make: what the user is told. */
import type { Problem } from '../../model/problem.js';

export function conflict(file: string, index: number, id: string, both: 'shown' | 'counted'): Problem {
  const message = `record ${index} has the event id ${id} of another event; both are ${both}`;
  return { file, kind: 'conflict', message };
}
