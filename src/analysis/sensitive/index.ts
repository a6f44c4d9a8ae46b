export function sensitiveCall(
  _s: string,
  _n: string,
): { why: string; techniques: readonly string[] } | undefined {
  return undefined;
}
