import { dirname, join } from "node:path/posix";
import ts from "typescript";
import type { Source } from "./sources.ts";
import { table } from "./table.ts";

/** The subjects that a `@limit` tag may name, in the order of the page. */
const SUBJECTS = [
  "Requests",
  "Domain",
  "Commits",
  "PostgreSQL",
  "Several processes",
  "Lists and chores",
  "Inbound webhooks",
  "Card gateway",
  "Providers",
  "Orders at providers",
  "Polling",
  "Deliveries",
  "Channels",
  "Requests to other hosts",
  "Stream",
  "Sessions",
  "Dashboard",
  "Documentation",
  "Metrics",
  "Traces",
  "Process",
  "Watch",
  "Configuration files",
  "Client",
  "Sandbox and demo",
] as const;

type Subject = (typeof SUBJECTS)[number];

interface Limit {
  readonly subject: Subject;
  readonly constant: string;
  readonly value: number | bigint;
  readonly meaning: string;
  readonly file: string;
}

interface Limits {
  readonly limits: readonly Limit[];
  /** Problems, each with its file and constant. */
  readonly problems: readonly string[];
}

/** Names of constants that must have a tag. */
const BOUND_NAME =
  /^(MAX|MIN|LONGEST|SHORTEST|LARGEST|SMALLEST)_|^(PAGE|LIMIT|TTL|CONCURRENCY|TIMEOUT|REMEMBERED)$|_(MS|SECONDS|MINUTES|HOURS|DAYS|BYTES|TTL|TIMEOUT|BOUND|CAP|SHARE|SIZE|PAGE|PAGES|ATTEMPTS|RETRIES|ROUNDS|CHARACTERS|LENGTH|CONCURRENCY|CONNECTIONS)$|_LIMIT|_PER_/;

/** Every constant with a `@limit` tag, and every constant that needs one and has none. */
export function findLimits(sources: readonly Source[]): Limits {
  const files = new Map(
    sources
      .filter(({ text }) => /^(export )?const [A-Z]|@(no)?limit\b/m.test(text))
      .map(({ path, text }) => [path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)]),
  );
  const found = [...files.values()].map((file) => limitsIn(file, files));
  return { limits: found.flatMap(({ limits }) => limits), problems: found.flatMap(({ problems }) => problems) };
}

type Files = ReadonlyMap<string, ts.SourceFile>;

function limitsIn(file: ts.SourceFile, files: Files): Limits {
  const limits: Limit[] = [];
  const problems: string[] = [];
  let tags = 0;
  for (const { name, initializer, statement } of constantsOf(file)) {
    const own = ts.getJSDocTags(statement).filter(({ tagName }) => /^(no)?limit$/.test(tagName.text));
    tags += own.length;
    const value = initializer && valueOf(initializer, file, files);
    const report = (problem: string) => problems.push(`${file.fileName}: ${name} ${problem}`);
    const [tag] = own;
    if (own.length > 1) report("has several @limit or @nolimit tags");
    else if (!tag) {
      if (value !== null && BOUND_NAME.test(name))
        report("needs a comment `@limit Subject: meaning.`, or `@nolimit Reason.`");
    } else if (tag.tagName.text === "nolimit") {
      if (commentOf(tag) === "") report("needs a reason after @nolimit");
    } else {
      const [, subject = "", meaning = ""] = /^([^:]+): (.+?)\.?$/.exec(commentOf(tag)) ?? [];
      if (!isSubject(subject)) report(`needs one of the subjects ${SUBJECTS.join(", ")} after @limit, then a colon`);
      else if (value === null)
        report("has a @limit tag, but its value is not an arithmetic expression of numbers and constants");
      else limits.push({ subject, constant: name, value, meaning, file: file.fileName });
    }
  }
  const written = file.text.match(/@(no)?limit\b/g)?.length ?? 0;
  if (written !== tags) problems.push(`${file.fileName}: a @limit tag is above something that is not a constant`);
  return { limits, problems };
}

interface Constant {
  readonly name: string;
  readonly initializer: ts.Expression;
  readonly statement: ts.VariableStatement;
}

/** The upper-case constants of a file's top level. */
function constantsOf(file: ts.SourceFile): Constant[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer && /^[A-Z][A-Z\d_]*$/.test(name.text)
        ? [{ name: name.text, initializer, statement }]
        : [],
    );
  });
}

function commentOf(tag: ts.JSDocTag): string {
  return (ts.getTextOfJSDocComment(tag.comment) ?? "").replaceAll(/\s+/g, " ").trim();
}

function isSubject(text: string): text is Subject {
  return SUBJECTS.some((subject) => subject === text);
}

const OPERATIONS: ReadonlyMap<ts.SyntaxKind, (left: number, right: number) => number> = new Map([
  [ts.SyntaxKind.PlusToken, (left: number, right: number) => left + right],
  [ts.SyntaxKind.MinusToken, (left: number, right: number) => left - right],
  [ts.SyntaxKind.AsteriskToken, (left: number, right: number) => left * right],
  [ts.SyntaxKind.SlashToken, (left: number, right: number) => left / right],
  [ts.SyntaxKind.AsteriskAsteriskToken, (left: number, right: number) => left ** right],
]);

/** The value of arithmetic on numbers and constants of the same package, or null. */
function valueOf(node: ts.Expression, file: ts.SourceFile, files: Files): number | bigint | null {
  if (ts.isParenthesizedExpression(node)) return valueOf(node.expression, file, files);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isBigIntLiteral(node)) return BigInt(node.text.slice(0, -1));
  if (ts.isIdentifier(node)) return constantValue(node.text, file, files);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = valueOf(node.operand, file, files);
    return value === null ? null : -value;
  }
  if (!ts.isBinaryExpression(node)) return null;
  const left = valueOf(node.left, file, files);
  const right = valueOf(node.right, file, files);
  if (typeof left !== "number" || typeof right !== "number") return null;
  return OPERATIONS.get(node.operatorToken.kind)?.(left, right) ?? null;
}

function constantValue(name: string, file: ts.SourceFile, files: Files): number | bigint | null {
  const own = constantsOf(file).find((constant) => constant.name === name);
  if (own) return valueOf(own.initializer, file, files);
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    const imported = bindings.elements.find((element) => element.name.text === name);
    const from = files.get(join(dirname(file.fileName), statement.moduleSpecifier.text));
    if (imported && from) return constantValue((imported.propertyName ?? imported.name).text, from, files);
  }
  return null;
}

/** The reference page of all bounds. Throws when a bound has no comment. */
export function limitsPage(sources: readonly Source[]): string {
  const { limits, problems } = findLimits(sources);
  if (problems.length > 0) throw new Error(`limits:\n${problems.join("\n")}`);
  const sections = SUBJECTS.flatMap((subject) => {
    const rows = limits
      .filter((limit) => limit.subject === subject)
      .map(({ constant, value, meaning, file }) => [
        shown(constant, value),
        meaning,
        `\`${constant}\``,
        `\`${file.replace(/^packages\//, "")}\``,
      ]);
    return rows.length === 0 ? [] : [`## ${subject}\n\n${table(["value", "meaning", "constant", "file"], rows)}\n`];
  });
  return `# Limits

Every queue, loop, page, body, retry and wait has a bound. This page is made from the \`@limit\` comments of the constants
(\`npm run docs\`). Files are below \`packages/\`. Bounds that an operator can set are in [configuration](configuration.md).

${sections.join("\n")}`;
}

const TIMES = [
  [86_400_000, "days"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
  [1, "ms"],
] as const;

function shown(constant: string, value: number | bigint): string {
  if (typeof value === "bigint") return value.toLocaleString("en");
  if (constant.endsWith("_MS")) return time(value);
  if (constant.endsWith("_SECONDS")) return time(value * 1_000);
  if (constant.endsWith("_BYTES")) {
    return value % 1_048_576 === 0 ? `${value / 1_048_576} MiB` : `${value / 1_024} KiB`;
  }
  return value.toLocaleString("en");
}

function time(value: number): string {
  const [unit, name] = TIMES.find(([ms]) => value % ms === 0) ?? [1, "ms"];
  const count = value / unit;
  return `${count.toLocaleString("en")} ${count === 1 && name === "days" ? "day" : name}`;
}
