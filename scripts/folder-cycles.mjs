import { reachable } from "./reachable.mjs";

/** The folder that a source belongs to on its package's top level; in the core, the files beside the folders have their place too. */
function partOf(path) {
  return /^packages\/(?:[^/]+\/src\/[^/]+(?=\/)|core\/src\/[^/]+)/.exec(path)?.[0] ?? null;
}

/** Groups of a package's folders that import each other, directly or around; imports of types count. */
export function folderCycles(modules) {
  const imports = new Map();
  for (const { source, dependencies } of modules) {
    const from = partOf(source);
    if (from === null) continue;
    const to = imports.get(from) ?? imports.set(from, new Set()).get(from);
    for (const { resolved } of dependencies) {
      const part = partOf(resolved);
      if (part !== null && part !== from) to.add(part);
    }
  }
  const reached = new Map([...imports.keys()].map((part) => [part, reachable(imports, part)]));
  const groups = new Map();
  for (const [part, others] of reached) {
    if (!others.has(part)) continue;
    const group = [...others]
      .filter((other) => reached.get(other)?.has(part))
      .toSorted((one, other) => one.localeCompare(other));
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}
