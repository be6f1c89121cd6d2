import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SETTINGS, type Setting } from "@plimsoll/server/config";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { isReplaceable, released, versioned } from "../../scripts/release/versions.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");
const VARIABLES = new Set(
  (Object.values(SETTINGS) as readonly Setting[]).flatMap(({ variable, file }) =>
    file === true ? [variable, `${variable}_FILE`] : [variable],
  ),
);

/** The names of Plimsoll's settings that a text mentions. */
function mentioned(text: string): string[] {
  return [...text.matchAll(/\b(?:PLIMSOLL_[A-Z_]+|DATABASE_URL(?:_FILE)?)\b/g)].map(([name]) => name);
}

describe("the Dockerfile", () => {
  const instructions = read("Dockerfile")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim())?.slice(1) ?? ["", line]);
  const stages = instructions.reduce<string[][][]>((found, instruction) => {
    if (instruction[0] === "FROM") found.push([]);
    found.at(-1)?.push(instruction);
    return found;
  }, []);
  const last = stages.at(-1) ?? [];
  const values = (stage: string[][], name: string) => stage.filter(([key]) => key === name).map(([, value]) => value);

  it("has known instructions only, in two stages of one Node.js", () => {
    const known = /^(ARG|FROM|WORKDIR|COPY|RUN|ENV|USER|VOLUME|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD)$/;
    for (const [name = ""] of instructions) expect(name).toMatch(known);
    expect(stages.map((stage) => values(stage, "FROM")[0])).toEqual(["node:${NODE} AS build", "node:${NODE}"]);
  });

  it("copies what there is, and what .dockerignore lets through", () => {
    const allowed = read(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const [build = []] = stages;
    const sources = values(build, "COPY").flatMap((text = "") => text.split(" ").slice(0, -1));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect({ source, exists: existsSync(`${ROOT}${source}`) }).toEqual({ source, exists: true });
      expect(allowed).toContain(source.replace(/^\.\//, ""));
    }
  });

  it("runs as another user than root, with its data in a volume, checked for health, signals going to the server", () => {
    const user = last.findIndex(([name]) => name === "USER");
    expect(last[user]?.[1]).toBe("node");
    // Nothing after it is done by root.
    expect(last.slice(user).some(([name]) => name === "RUN" || name === "COPY")).toBe(false);
    expect(values(last, "VOLUME")).toEqual(["/data"]);
    expect(JSON.parse(values(last, "ENTRYPOINT")[0] ?? "")).toEqual(["node", "/app/dist/main.js"]);
    const [, check = ""] = /CMD (\[.*\])$/.exec(values(last, "HEALTHCHECK")[0] ?? "") ?? [];
    const [command, flag, script = ""] = JSON.parse(check) as string[];
    expect([command, flag]).toEqual(["node", "-e"]);
    expect(spawnSync(process.execPath, ["--check", "-"], { input: script }).status).toBe(0);
    // Nothing listens there.
    const env = { PLIMSOLL_PORT: "1" };
    expect(spawnSync(process.execPath, ["-e", script], { env }).status).toBe(1);
  });
});

describe("compose.yaml", () => {
  interface Service {
    readonly profiles?: readonly string[];
    readonly secrets?: readonly string[];
    readonly volumes?: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly read_only?: boolean;
    readonly cap_drop?: readonly string[];
    readonly depends_on?: Readonly<Record<string, unknown>>;
  }
  const compose = parse(read("compose.yaml"), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly secrets: Readonly<Record<string, { readonly file: string }>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  const services = Object.entries(compose.services);

  it("starts SQLite without a profile, and PostgreSQL with `postgres`", () => {
    const without = services.filter(([, { profiles }]) => profiles === undefined).map(([name]) => name);
    expect(without).toEqual(["plimsoll"]);
    const rest = services.filter(([, { profiles }]) => profiles !== undefined);
    for (const [, { profiles }] of rest) expect(profiles).toEqual(["postgres"]);
  });

  it("gives every service only secrets and volumes that are declared", () => {
    for (const [, { secrets = [], volumes = [], environment, depends_on: needs = {} }] of services) {
      for (const name of secrets) expect(compose.secrets[name]?.file).toBe(`deploy/secrets/${name}`);
      for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume.split(":", 1)[0] ?? "");
      for (const name of Object.keys(needs)) expect(compose.services).toHaveProperty(name);
      for (const [name, value] of Object.entries(environment)) {
        if (!name.startsWith("POSTGRES_")) expect(VARIABLES).toContain(name);
        const [, secret] = /^\/run\/secrets\/(\w+)$/.exec(value) ?? [];
        if (secret !== undefined) expect(secrets).toContain(secret);
      }
    }
  });

  it("runs the server with a root that it cannot write, and without capabilities", () => {
    const servers = services.filter(([key]) => key.startsWith("plimsoll"));
    for (const [, service] of servers) expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
  });

  it("has the commands that make each of its secrets", () => {
    for (const name of Object.keys(compose.secrets)) expect(read("deploy/secrets/README.md")).toContain(`> ${name}`);
  });

  it("makes its secrets once: the same commands leave those that are there", () => {
    const [, commands = ""] = /^```sh\n([^]*?)^```/m.exec(read("deploy/secrets/README.md")) ?? [];
    const cwd = mkdtempSync(join(tmpdir(), "plimsoll-secrets-"));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    const made = () => {
      spawnSync("sh", { cwd, input: commands });
      return readdirSync(cwd).map((name) => [name, readFileSync(join(cwd, name), "utf8")]);
    };
    const first = made();
    expect(new Set(first.map(([name]) => name))).toEqual(new Set(Object.keys(compose.secrets)));
    expect(made()).toEqual(first);
  });
});

describe("the systemd unit", () => {
  const text = read("deploy/systemd/plimsoll.service");
  const entries = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => /^\[(\w+)\]$|^([A-Z]\w+)=(.*)$/.exec(line));

  it("has sections and settings only, and those that harden it", () => {
    expect(entries).not.toContain(null);
    expect(entries.flatMap((entry) => entry?.[1] ?? [])).toEqual(["Unit", "Service", "Install"]);
    const settings = new Map(entries.map((entry) => [entry?.[2], entry?.[3]]));
    expect(Object.fromEntries(settings)).toMatchObject({
      DynamicUser: "yes",
      NoNewPrivileges: "yes",
      ProtectSystem: "strict",
      CapabilityBoundingSet: "",
      RestrictNamespaces: "yes",
    });
    // V8 would end at once.
    expect(settings.has("MemoryDenyWriteExecute")).toBe(false);
  });

  it("loads each credential that a setting names", () => {
    const named = [...text.matchAll(/=%d\/(\w+)$/gm)].map(([, name]) => name);
    const loaded = [...text.matchAll(/^LoadCredential=(\w+):/gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(loaded));
    expect(named).not.toHaveLength(0);
  });

  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  it.skipIf(!hasSystemd)("is valid and well confined to systemd itself", () => {
    const verify = spawnSync("systemd-analyze", ["verify", `${ROOT}deploy/systemd/plimsoll.service`], {
      encoding: "utf8",
    });
    expect(verify).toMatchObject({ status: 0, stderr: "" });
    const security = spawnSync(
      "systemd-analyze",
      ["security", "--offline=true", "--threshold=20", `${ROOT}deploy/systemd/plimsoll.service`],
      { encoding: "utf8" },
    );
    expect(security).toMatchObject({ status: 0 });
  });
});

describe("the proxy examples", () => {
  it.each(["deploy/proxy/nginx.conf", "deploy/proxy/Caddyfile"])("%s has balanced blocks", (path) => {
    let depth = 0;
    for (const line of read(path).split("\n")) {
      const text = line.replace(/#.*$/, "").trim();
      if (text === "") continue;
      if (text.endsWith("{")) depth += 1;
      else if (text === "}") depth -= 1;
      else if (path.endsWith(".conf")) expect(text).toMatch(/;$/);
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
  });

  it("pass on the stream as it comes, and keep the metrics to the machines that watch", () => {
    expect(read("deploy/proxy/nginx.conf")).toMatch(/location = \/api\/v1\/stream \{[^}]*proxy_buffering off;/);
    expect(read("deploy/proxy/nginx.conf")).toMatch(/metrics\|readyz\)\$ \{[^}]*deny all;/);
    expect(read("deploy/proxy/Caddyfile")).toMatch(/flush_interval -1/);
    expect(read("deploy/proxy/Caddyfile")).toMatch(/@operations path \/metrics \/readyz/);
  });
});

it("every setting that a deployment names is there", () => {
  const files = ["Dockerfile", "compose.yaml", "deploy/systemd/plimsoll.service", "deploy/proxy/nginx.conf"];
  for (const name of files.flatMap((path) => mentioned(read(path)))) expect(VARIABLES).toContain(name);
});

describe("the package", () => {
  interface Manifest {
    readonly version: string;
    readonly engines: object;
    readonly imports: object;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly optionalDependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  }
  const manifest = (path: string) => JSON.parse(read(path)) as Manifest;
  const packed = manifest("deploy/npm/package.json");
  const server = manifest("packages/server/package.json");

  it("has the server's version and engines, and the versions of what is not bundled", () => {
    expect(packed.version).toBe(server.version);
    expect(packed.engines).toEqual(server.engines);
    const { "@fastify/swagger": swagger, ...fastifys } = packed.dependencies;
    expect(server.dependencies).toMatchObject({ "@fastify/swagger": swagger });
    // Fastify loads them when it describes the API.
    expect(manifest("node_modules/fastify/package.json").dependencies).toMatchObject(fastifys);
    expect(Object.keys(packed.imports)).toEqual(Object.keys(server.imports));
    expect(packed.optionalDependencies).toEqual(server.optionalDependencies);
    const late = readdirSync(`${ROOT}packages/server/src`, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => [...read(`packages/server/src/${path}`).matchAll(/loadLate\("([^"]+)"\)/g)])
      .map(([, name]) => name);
    const { imports, optionalDependencies, peerDependencies, peerDependenciesMeta } = packed;
    expect(new Set(late)).toEqual(
      new Set(["@fastify/swagger", ...[imports, optionalDependencies, peerDependencies].flatMap(Object.keys)]),
    );
    // A server without traces needs none of them.
    expect(Object.keys(peerDependenciesMeta)).toEqual(Object.keys(peerDependencies));
    expect(Object.values(peerDependenciesMeta).every(({ optional }) => optional)).toBe(true);
  });
});

describe("a release", () => {
  // The tests run in the release's clone as well, where the version is set and nothing is unreleased.
  it("has its version in every manifest and in the lock file", () => {
    const { version } = JSON.parse(read("package.json")) as { readonly version: string };
    for (const path of ["package.json", "packages/server/package.json", "deploy/npm/package.json"]) {
      const made = versioned(read(path), "3.2.1");
      expect(made).toContain('"version": "3.2.1"');
      expect(made).not.toContain(`"${version}"`);
      expect(versioned(made, version)).toBe(read(path));
    }
    const { packages } = JSON.parse(versioned(read("package-lock.json"), "3.2.1")) as {
      readonly packages: Readonly<Record<string, { readonly version?: string }>>;
    };
    for (const path of ["", "packages/server", "packages/client"]) expect(packages[path]?.version).toBe("3.2.1");
  });

  it("has the unreleased changes as its section and its notes, and needs some", () => {
    const before = "# Changelog\n\n## [Unreleased]\n\n- new\n\n## [0.0.1] - 2026-01-01\n\n- old\n";
    const { changelog, notes } = released(before, "0.1.0", "2026-02-03");
    expect(changelog).toBe(
      "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-02-03\n\n- new\n\n## [0.0.1] - 2026-01-01\n\n- old\n",
    );
    expect(notes).toBe("# Plimsoll 0.1.0\n\n- new\n");
    expect(() => released(changelog, "0.2.0", "2026-02-04")).toThrow("nothing under");
    const heading = "## [Unreleased]\n";
    const present = read("CHANGELOG.md").replace(heading, `${heading}\n- one more\n`);
    expect(released(present, "9.1.0", "2026-02-03").notes).toContain("- one more\n");
  });

  it("replaces an earlier release and nothing else", () => {
    expect(isReplaceable([])).toBe(true);
    expect(isReplaceable(["NOTES.md", "SHA256SUMS", "plimsoll-0.1.0.tgz", "plimsoll-client-0.1.0.tgz"])).toBe(true);
    expect(isReplaceable(["plimsoll-0.1.0.tgz", "thesis.odt"])).toBe(false);
    expect(isReplaceable(["plimsoll-0.1.0.tgz", "plimsoll.db"])).toBe(false);
  });
});
