import { describe, expect, it } from "vitest";
import { partsDiagram } from "../../scripts/docs/parts.ts";

/** The arrows drawn for sources given as path and imports. */
function arrowsOf(sources: Readonly<Record<string, readonly string[]>>): string[] {
  const diagram = partsDiagram(
    Object.entries(sources).map(([path, imports]) => ({
      path: `packages/${path}`,
      text: imports.map((name) => `import { x } from "${name}";`).join("\n"),
    })),
  );
  return [...diagram.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} ${to}`);
}

describe("the picture of the parts", () => {
  it("has packages, and the server's folders and files", () => {
    const arrows = arrowsOf({
      "core/src/a/b.ts": ["../c.ts"],
      "core/src/c.ts": [],
      "server/src/main.ts": ["./api/app.ts"],
      "server/src/api/app.ts": ["../net/request.ts", "@plimsoll/core"],
      "server/src/net/request.ts": [],
    });
    expect(arrows).toEqual(["server_api core", "server_api server_net", "server_main_ts server_api"]);
  });

  it("leaves out an arrow that a longer way implies", () => {
    const arrows = arrowsOf({
      "server/src/a/x.ts": ["../b/x.ts", "../c/x.ts"],
      "server/src/b/x.ts": ["../c/x.ts"],
      "server/src/c/x.ts": [],
    });
    expect(arrows).toEqual(["server_a server_b", "server_b server_c"]);
  });

  it("shows a cycle", () => {
    const arrows = arrowsOf({
      "server/src/a/x.ts": ["../b/x.ts"],
      "server/src/b/x.ts": ["../a/y.ts"],
      "server/src/a/y.ts": [],
    });
    expect(arrows).toEqual(["server_a server_b", "server_b server_a"]);
  });
});
