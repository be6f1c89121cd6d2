/** @limit Requests: characters of a field's name in an error. */
const MAX_LENGTH = 100;

/**
 * Members and indexes joined by dots; "body" for the whole. Names chosen by the sender are cut, so that the response
 * does not grow with the request.
 */
export function fieldName(path: readonly (string | number)[]): string {
  if (path.length === 0) return "body";
  const name = path.join(".");
  return name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH)}…` : name;
}
