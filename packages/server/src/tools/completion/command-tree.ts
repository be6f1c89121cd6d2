import type { Command } from "commander";

/** A word that may follow, with its meaning. */
export interface Word {
  readonly word: string;
  readonly description: string;
}

/** A command with the words that may follow it. */
export interface Node {
  /** Its words, with a blank between them; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly Word[];
  /** Its options, and those of its default command. */
  readonly options: readonly Word[];
  /** The values that its first argument may have. */
  readonly values: readonly string[];
  /** The values of its options, where they are known, by the option's long name. */
  readonly optionValues: ReadonlyMap<string, readonly string[]>;
}

/** Every command of the program. */
export function commandTree(program: Command): Node[] {
  return nodesOf(program, "", null);
}

/** @param fallback of the command's options; the default command's belong to the one above it too */
function nodesOf(command: Command, path: string, fallback: Command | null): Node[] {
  const commands = command.commands.filter((each) => each.name() !== "help");
  const options = [command, ...(fallback === null ? [] : [fallback])].flatMap((each) => each.options);
  const known = options.filter(({ long, hidden }) => long !== undefined && long !== null && !hidden);
  const node: Node = {
    path,
    commands: commands.map((each) => ({ word: each.name(), description: firstSentence(each.description()) })),
    options: [
      ...known.map(({ long, description }) => ({ word: long ?? "", description: firstSentence(description) })),
      { word: "--help", description: "what it does" },
    ],
    values: (command.registeredArguments[0] ?? fallback?.registeredArguments[0])?.argChoices ?? [],
    optionValues: new Map(known.map(({ long, argChoices }) => [long ?? "", argChoices ?? []])),
  };
  return [node, ...commands.flatMap((each) => nodesOf(each, `${path} ${each.name()}`.trim(), defaultOf(each)))];
}

/** The command that runs when none is named after this one. */
function defaultOf(command: Command): Command | null {
  const { _defaultCommandName: name } = command as unknown as { readonly _defaultCommandName?: string | null };
  return command.commands.find((each) => each.name() === name) ?? null;
}

function firstSentence(text: string): string {
  return (text.split(/\.(\s|$)|: /, 1)[0] ?? "").replaceAll(/\s+/g, " ").trim();
}
