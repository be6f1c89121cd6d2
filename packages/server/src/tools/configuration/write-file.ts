import { CHANNEL_SECRETS, type ChannelKind, type HttpJsonSettings } from "@plimsoll/contract";
import { stringify } from "yaml";
import { credentialNames } from "../../providers/http-json/templates.ts";
import { kindFacts } from "../../providers/kinds.ts";
import { SECTIONS, type Entry, type Section } from "./kinds.ts";
import type { Wanted } from "./plan.ts";
import { SECRET } from "./translate.ts";
import { isObject } from "./values.ts";

/** @nolimit Lines are not folded, so that a text is easier to compare. */
const LINE_WIDTH = 0;

const HEADING = "# Secrets are read from the environment when the file is applied: plimsoll apply -f FILE\n";

/** The text of a file that declares all of this, with references in the place of secrets. */
export function configurationText(wanted: Wanted): string {
  const content = Object.fromEntries(
    SECTIONS.flatMap((section) => {
      const entries = wanted[section];
      if (entries === undefined) return [];
      const written = entries.map((entry) => withReferences(section, entry));
      return [[section, section === "account" ? written[0] : written]];
    }),
  );
  return (
    HEADING +
    stringify(content, {
      lineWidth: LINE_WIDTH,
      aliasDuplicateObjects: false,
      // For editors that read YAML 1.1, where a day or a time without quotes is something else than text.
      compat: "yaml-1.1",
    })
  );
}

function withReferences(section: Section, entry: Entry): Entry {
  const plain = escaped(entry) as Entry;
  const reference = (...names: readonly string[]) =>
    `\${${[entry["key"], ...names]
      .join("_")
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, "_")
      .replace(/^(?=\d)/, "_")}}`;
  if (section === "providers") {
    const kind = String(entry["kind"]);
    const names =
      kindFacts(kind)?.credentials ?? (entry["settings"] ? credentialNames(entry["settings"] as HttpJsonSettings) : []);
    return {
      ...plain,
      ...(entry["credentials"] === SECRET && {
        credentials: Object.fromEntries(names.map((name) => [name, reference(name)])),
      }),
      ...(entry["webhook_secret"] === SECRET && { webhook_secret: reference("webhook_secret") }),
    };
  }
  if (section === "channels") {
    const config: Record<string, unknown> = { ...(plain["config"] as object) };
    for (const member of CHANNEL_SECRETS[entry["kind"] as ChannelKind]) {
      const value = config[member];
      if (typeof value === "string") config[member] = reference(member);
      else if (isObject(value)) {
        config[member] = Object.fromEntries(Object.keys(value).map((name) => [name, reference(member, name)]));
      }
    }
    return { ...plain, config };
  }
  return plain;
}

/** Text of which nothing is read as a reference. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", () => "$${");
  if (Array.isArray(value)) return value.map(escaped);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, escaped(member)]));
}
