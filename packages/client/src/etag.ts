import type { Answer } from "./answer.ts";

const etags = new WeakMap<object, string>();

/** The answer's body, whose ETag is remembered beside it. */
export function withEtag<T>({ body, headers }: Answer): T {
  const etag = headers.get("ETag");
  if (etag !== null && typeof body === "object" && body !== null) etags.set(body, etag);
  return body as T;
}

/**
 * The ETag with which a resource was answered, for `ifMatch`. It belongs to the object that a method has returned:
 * undefined for a copy of it, for an item of a list, and for what cannot be edited.
 */
export function etagOf(resource: object): string | undefined {
  return etags.get(resource);
}
