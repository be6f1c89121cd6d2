declare const OF: unique symbol;

/** JSON text of a `T`. Its numbers may have more digits than JavaScript's. */
export type JsonText<T> = string & { readonly [OF]: T };

/** The JSON text of an object: `written` are members as JSON text already, `plain` the others. */
export function jsonText<T, Written extends keyof NoInfer<T> & string>(
  written: Readonly<Record<Written, string | number>>,
  plain: NoInfer<Omit<T, Written>>,
): JsonText<T> {
  const rest = JSON.stringify(plain);
  let text = "{";
  for (const name in written) text += `${text === "{" ? "" : ","}"${name}":${written[name]}`;
  return (rest === "{}" ? `${text}}` : `${text}${text === "{" ? "" : ","}${rest.slice(1)}`) as JsonText<T>;
}
