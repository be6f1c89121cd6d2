import { Option, type Command } from "commander";
import { readConfig, SETTINGS, type Setting, type SettingName } from "../../config.ts";
import type { ServerAccess } from "../connection/server-connection.ts";

/** The settings that a command takes as flags, besides the environment. */
export type Flags = Partial<Record<SettingName, string | boolean>>;

/** Adds the flags of settings. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flag, variable, default: fallback, description }: Setting = SETTINGS[name];
    if (flag) command.option(flag, `${description} (${variable}${fallback ? `, default ${fallback}` : ""})`);
  }
  return command;
}

export interface AccessFlags {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}

/** Adds the flags by which a command finds a server. */
export function withAccess(command: Command): Command {
  return withSettings(command, ["url", "key"]);
}

/** Where the server is, from the flags or the environment. */
export function accessOf(flags: AccessFlags): ServerAccess {
  const { url, key, dnsServers } = readConfig({ url: flags.url, key: flags.key });
  return { url, key, dnsServers };
}

/** An option that takes one of these. */
export function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

/** A whole number that a flag takes. */
export function wholeNumber(flag: string, text: string, max: number, min = 0): number {
  if (/^\d+$/.test(text) && Number(text) <= max && Number(text) >= min) return Number(text);
  throw new Error(`${flag} must be a whole number from ${min} to ${max}, not "${text}"`);
}
