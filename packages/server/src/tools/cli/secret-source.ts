import { secretFrom } from "../../config.ts";

/** `name=source`, as `--credential` takes it: a name, and where its secret is. */
export function namedSecret(flag: string, text: string): readonly [name: string, value: string] {
  const [name = "", ...source] = text.split("=");
  // Without a name the text may be the secret itself.
  if (name === "" || source.length === 0) throw new Error(`${flag} must be name=\${VARIABLE} or name=@file`);
  return [name, secretFrom(`${flag} ${name}`, source.join("="))];
}
