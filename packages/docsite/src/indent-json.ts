/**
 * JSON text over several lines, with every literal as it was: parsing would change numbers with more digits than a double
 * has. Text that is not JSON comes back as it is, as far as it can be read.
 */
export function indentJson(text: string): string {
  let out = "";
  let depth = 0;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs) ?? []) {
    if (token === "{" || token === "[") {
      depth += 1;
      out += `${token}\n${"  ".repeat(depth)}`;
    } else if (token === "}" || token === "]") {
      depth = Math.max(0, depth - 1);
      out = out.trimEnd();
      out += out.endsWith(token === "}" ? "{" : "[") ? token : `\n${"  ".repeat(depth)}${token}`;
    } else if (token === ",") out += `,\n${"  ".repeat(depth)}`;
    else if (token === ":") out += ": ";
    else out += token;
  }
  return out;
}
