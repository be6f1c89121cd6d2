const server = "^packages/server/src";
const engines = `${server}/store/(sqlite|postgres)/`;
const entries = `${server}/(main|.+\\.worker)\\.ts$`;
const part = `${server}/(api|inbound|mirrors|outbound|chores|peers)/`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An arrow that leads nowhere is an arrow no other rule sees.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "core-is-pure",
      severity: "error",
      from: { path: "^packages/core/src" },
      to: { pathNot: ["^packages/core/src", "^packages/contract/"] },
    },
    {
      name: "types-of-the-contract",
      comment: "They are erased: the core needs nothing when it runs, and a browser loads no schemas.",
      severity: "error",
      from: { path: "^packages/(core|dashboard)/src" },
      to: { path: "^packages/contract/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "contract-knows-typebox-only",
      severity: "error",
      from: { path: "^packages/contract/src" },
      to: { pathNot: ["^packages/contract/src", "^node_modules/typebox/"] },
    },
    {
      name: "client-stands-alone",
      comment: "It is published without dependencies, and runs where there is no Node.js.",
      severity: "error",
      from: { path: "^packages/client/src" },
      to: { pathNot: "^packages/client/src" },
    },
    {
      name: "dashboard-uses-client-and-core",
      comment:
        "All its data comes through the client; the rules of settings are the core's own, their words the contract's.",
      severity: "error",
      from: { path: "^packages/dashboard/src" },
      to: { path: "^packages/", pathNot: "^packages/(dashboard|client|core|contract)/" },
    },
    {
      name: "dashboard-features-apart",
      comment: "What two features share is a part, or data.",
      severity: "error",
      from: { path: "^packages/dashboard/src/features/([^/]+)/" },
      to: { path: "^packages/dashboard/src/features/", pathNot: "^packages/dashboard/src/features/$1/" },
    },
    {
      name: "packages-by-name",
      comment: "A package is what its index exports.",
      severity: "error",
      from: { path: "^packages/([^/]+)/src" },
      to: { path: "^packages/[^/]+/src", pathNot: "^packages/$1/" },
    },
    {
      name: "engines-are-named-by-the-wiring",
      comment: "Whoever names an engine works on that engine only.",
      severity: "error",
      from: { path: server, pathNot: [engines, `${server}/start/`, `${server}/store/open\\.ts$`, `${server}/tools/`] },
      to: { path: engines },
    },
    {
      name: "engines-apart",
      severity: "error",
      from: { path: engines },
      to: { path: engines, pathNot: `${server}/store/$1/` },
    },
    {
      name: "parts-apart",
      comment: "They meet in the committer and in the store.",
      severity: "error",
      from: { path: part },
      to: { path: part, pathNot: `${server}/$1/` },
    },
    {
      name: "store-below-all",
      comment: "It may implement what a part asks for, as a type; it calls none of them.",
      severity: "error",
      from: { path: `${server}/store/` },
      to: {
        path: [part, `${server}/(providers|start|tools)/`],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "requests-go-out-through-net",
      comment:
        "It guards addresses, resolves names, bounds and ends. The linter sees to the clients in node:http, beside its servers.",
      severity: "error",
      from: { path: "^packages/server/src", pathNot: `${server}/net/` },
      to: {
        path: [
          "^(node:)?(dns|dns/promises|https|http2)$",
          "^node_modules/(undici|axios|got|node-fetch|ky|superagent)/",
        ],
      },
    },
    {
      name: "net-stands-alone",
      comment: "What calls others knows nothing of what is called for.",
      severity: "error",
      from: { path: `${server}/net/` },
      to: { path: "^packages/server/src", pathNot: `${server}/(net|util)/` },
    },
    {
      name: "providers-below-parts",
      comment: "A connector knows its provider, and nothing of what is done with its answers.",
      severity: "error",
      from: { path: `${server}/providers/` },
      to: { path: part, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "util-below-all",
      comment: "What parts share knows none of them.",
      severity: "error",
      from: { path: `${server}/util/` },
      to: { path: server, pathNot: `${server}/(util|config\\.ts)` },
    },
    {
      name: "start-on-top",
      comment: "Only it knows every part.",
      severity: "error",
      from: { path: server, pathNot: `${server}/(main\\.ts$|start/|tools/)` },
      to: { path: `${server}/(start/|tools/|main\\.ts$)` },
    },
    {
      name: "every-file-is-used",
      comment: "Knip cannot tell: the server exports every file to the tests.",
      severity: "error",
      from: { path: entries },
      to: { path: server, pathNot: entries, reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: ["^node_modules/", "/dist/"] },
    exclude: { path: "\\.test\\.ts$" },
    // Imports of types are arrows too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ["import", "node", "default"], exportsFields: ["exports"] },
  },
};
