import { dirname, join } from "node:path/posix";
import ts from "typescript";
import { reachable } from "../reachable.mjs";
import type { Source } from "./sources.ts";

/** The package whose folders are drawn one by one. */
const SERVER = "server";

type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** A Mermaid diagram of the packages and of the server's folders, with an arrow from each to those it imports. */
export function partsDiagram(sources: readonly Source[]): string {
  const arrows = new Map<string, Set<string>>();
  for (const source of sources) {
    const from = nodeOf(source.path);
    const known = arrows.get(from) ?? new Set();
    arrows.set(from, known);
    for (const target of importsOf(source)) {
      const to = nodeOf(target);
      if (to !== from) known.add(to);
    }
  }
  return drawn(withoutDetours(arrows));
}

/** A package; of the server, a folder or file of its top level. */
function nodeOf(path: string): string {
  const [, name = "", , room = ""] = path.split("/");
  return name === SERVER ? `${SERVER}/${room}` : name;
}

/** The sources that a source imports: by a path, or a package by its name. */
function importsOf({ path, text }: Source): string[] {
  return ts.preProcessFile(text).importedFiles.flatMap(({ fileName }) => {
    if (fileName.startsWith(".")) return [join(dirname(path), fileName)];
    const [, pack] = /^@plimsoll\/(\w+)/.exec(fileName) ?? [];
    return pack === undefined ? [] : [`packages/${pack}/src/index.ts`];
  });
}

/**
 * Leaves out each arrow that a longer way of arrows implies. Parts that import each other, directly or not, count as one
 * there and keep the arrows between them, so that a cycle is visible.
 */
function withoutDetours(arrows: Arrows): Arrows {
  const reach = new Map([...arrows.keys()].map((from) => [from, reachable(arrows, from)]));
  const leadsTo = (from: string, to: string) => reach.get(from)?.has(to) ?? false;
  const isCycle = (from: string, to: string) => leadsTo(from, to) && leadsTo(to, from);
  return new Map(
    [...arrows].map(([from, targets]) => {
      const further = [...(reach.get(from) ?? [])].filter((via) => !isCycle(from, via));
      const isImplied = (to: string) => further.some((via) => leadsTo(via, to) && !isCycle(via, to));
      return [from, new Set([...targets].filter((to) => isCycle(from, to) || !isImplied(to)))];
    }),
  );
}

function drawn(arrows: Arrows): string {
  const nodes = [...arrows.keys()].toSorted();
  const id = (node: string) => node.replaceAll(/\W/g, "_");
  const declared = (node: string) => `${id(node)}["${node.replace(`${SERVER}/`, "")}"]`;
  const isServer = (node: string) => node.startsWith(`${SERVER}/`);
  const lines = [
    "flowchart TD",
    ...nodes.filter((node) => !isServer(node)).map((node) => `  ${declared(node)}`),
    `  subgraph ${SERVER}`,
    ...nodes.filter(isServer).map((node) => `    ${declared(node)}`),
    "  end",
    ...nodes.flatMap((from) => [...(arrows.get(from) ?? [])].toSorted().map((to) => `  ${id(from)} --> ${id(to)}`)),
  ];
  return `\`\`\`mermaid\n${lines.join("\n")}\n\`\`\``;
}
