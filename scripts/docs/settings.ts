import { SETTINGS, type Setting } from "@plimsoll/server/config";
import { table } from "./table.ts";

const settings: readonly Setting[] = Object.values(SETTINGS);

const HEAD = ["environment variable", "flag", "default", "meaning"];

/** The settings as a table, for the README and the reference. */
export function settingsTable(): string {
  return table(
    HEAD,
    settings.map(({ variable, flag, default: fallback = "", description, file }) => [
      file === true ? `\`${variable}\`, \`${variable}_FILE\`` : `\`${variable}\``,
      flag === undefined ? "" : `\`${flag}\``,
      fallback === "" ? "" : `\`${fallback}\``,
      description,
    ]),
  );
}

export function configurationPage(): string {
  return `# Configuration

A flag wins over the environment variable, which wins over the default. An empty variable counts as not set.
A value that cannot be used ends the command with exit code 1 and a message that names the setting.
A secret may also stand in a file, which the variable with \`_FILE\` behind its name gives: \`PLIMSOLL_ADMIN_KEY_FILE=/run/secrets/admin_key\`.
White space around it is ignored. Setting both is an error.
The server reads no configuration file: \`.env.example\` lists the variables for whatever sets your environment.

\`watch\` takes \`--token\`, \`--api-key\` and \`--api-secret\`, and \`serve\` every other flag below. \`migrate\`, \`verify\`, \`sweep\` and \`keys\` take \`--data-dir\` and \`--database-url\`.

${settingsTable()}
`;
}

export function envExample(): string {
  const entries = settings.map(
    ({ variable, default: fallback = "", description, file }) =>
      `${wrapped(description)}\n#${variable}=${fallback}\n${file === true ? `#${variable}_FILE=\n` : ""}`,
  );
  return `# Plimsoll's settings and their defaults. Plimsoll does not read this file by itself; for a shell:
#   cp .env.example .env, edit it, then: set -a; . ./.env; set +a; npm start

${entries.join("\n")}`;
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.split(" ")) {
    if (line.length + word.length + 1 > 100) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}
