import { isolated } from "@plimsoll/core";

export { isolated };

/**
 * A sentence of ours with texts of others in it, as a tagged template, where no element can be around them; elsewhere
 * `parts/Isolated.tsx` is.
 */
export function sentence(parts: TemplateStringsArray, ...texts: readonly (string | number)[]): string {
  return parts.reduce((said, part, index) => `${said}${isolated(String(texts[index - 1] ?? ""))}${part}`);
}
