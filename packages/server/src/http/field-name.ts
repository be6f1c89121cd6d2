/** @limit Requests: characters of a field's name in an error. */
const MAX_LENGTH = 100;

/** Members and indexes joined by dots; "body" for the whole. A sender's own names are cut, so that no answer grows with the question. */
export function fieldName(path: readonly (string | number)[]): string {
  if (path.length === 0) return "body";
  const name = path.join(".");
  return name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH)}…` : name;
}
