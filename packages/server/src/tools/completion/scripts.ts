import type { Node, Word } from "./command-tree.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A script that completes the words of `plimsoll` in a shell. */
export function completionScript(shell: Shell, tree: readonly Node[]): string {
  if (shell === "bash") return bash(tree);
  return shell === "zsh" ? zsh(tree) : fish(tree);
}

function bash(tree: readonly Node[]): string {
  return `# Completion of plimsoll in bash: source <(plimsoll completion bash)
_plimsoll() {
  local cur prev command word words
  COMPREPLY=()
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD-1]}
${pathLoop("COMP_WORDS[@]:1:COMP_CWORD-1", tree)}
  case "$command $prev" in
${valueCases(tree, (values) => `words=${quoted(values.join(" "))}`)}
    *)
      case "$command" in
${tree.map((node) => `        ${quoted(node.path)}) words=${quoted(wordsOf(node).join(" "))} ;;`).join("\n")}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _plimsoll plimsoll`;
}

function zsh(tree: readonly Node[]): string {
  const described = (words: readonly Word[]) =>
    words.map(({ word, description }) => quoted(`${word.replaceAll(":", "\\:")}:${description}`)).join(" ");
  return `#compdef plimsoll
# Completion of plimsoll in zsh: source <(plimsoll completion zsh)
_plimsoll() {
  local prev command word
  local -a found
  prev=\${words[CURRENT-1]}
${pathLoop("(@)words[2,CURRENT-1]", tree)}
  case "$command $prev" in
${valueCases(tree, (values) => `found=(${values.map(quoted).join(" ")})`)}
    *)
      case "$command" in
${tree.map((node) => `        ${quoted(node.path)}) found=(${described(describedWords(node))}) ;;`).join("\n")}
      esac
      ;;
  esac
  _describe 'plimsoll' found || _files
}
compdef _plimsoll plimsoll`;
}

function fish(tree: readonly Node[]): string {
  const lines = tree.flatMap((node) => {
    const at = `-n ${quoted(`__plimsoll_at ${quoted(node.path)}`)}`;
    return [
      ...node.commands.map(
        ({ word, description }) => `complete -c plimsoll -f ${at} -a ${quoted(word)} -d ${quoted(description)}`,
      ),
      ...node.values.map((value) => `complete -c plimsoll -f ${at} -a ${quoted(value)}`),
      ...node.options.map(({ word, description }) => {
        const values = node.optionValues.get(word) ?? [];
        const takes = values.length === 0 ? "" : ` -x -a ${quoted(values.join(" "))}`;
        return `complete -c plimsoll ${at} -l ${word.slice(2)} -d ${quoted(description)}${takes}`;
      }),
    ];
  });
  return `# Completion of plimsoll in fish: plimsoll completion fish | source
function __plimsoll_at
  set -l path
  for word in (commandline -opc)[2..-1]
    switch (string join ' ' -- $path $word)
      case ${paths(tree).map(quoted).join(" ")}
        set -a path $word
    end
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}`;
}

/** The words so far that name a command, in \`command\`: zsh's \`path\` is where it searches for programs. */
function pathLoop(words: string, tree: readonly Node[]): string {
  return `  command=""
  for word in "\${${words}}"; do
    case "\${command:+$command }$word" in
      ${paths(tree).map(quoted).join(" | ")}) command="\${command:+$command }$word" ;;
    esac
  done`;
}

function valueCases(tree: readonly Node[], set: (values: readonly string[]) => string): string {
  return tree
    .flatMap(({ path, optionValues }) =>
      [...optionValues]
        .filter(([, values]) => values.length > 0)
        .map(([option, values]) => `    ${quoted(`${path} ${option}`)}) ${set(values)} ;;`),
    )
    .join("\n");
}

function paths(tree: readonly Node[]): string[] {
  return tree.map(({ path }) => path).filter((path) => path !== "");
}

function describedWords({ commands, options, values }: Node): Word[] {
  return [...commands, ...values.map((word) => ({ word, description: "" })), ...options];
}

function wordsOf(node: Node): string[] {
  return describedWords(node).map(({ word }) => word);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
