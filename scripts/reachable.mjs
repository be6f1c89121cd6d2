/** Every node that arrows lead to from this one, directly or on the way; the node itself only when it is on a cycle. */
export function reachable(arrows, from) {
  const seen = new Set();
  const open = [...(arrows.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(arrows.get(next) ?? []));
  }
  return seen;
}
