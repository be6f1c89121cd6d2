/** A path of the API, its values encoded. Throws a TypeError for a value that would change the path. */
export function path(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((text, part, index) => text + segment(values[index - 1]) + part);
}

function segment(value: string | number | undefined): string {
  const text = String(value ?? "");
  // URLs remove these segments, whatever their encoding.
  if (text === "" || text === "." || text === "..") throw new TypeError(`"${text}" is not an id`);
  return encodeURIComponent(text);
}
