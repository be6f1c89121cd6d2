/** The part of a Fastify reply that responses need, whatever the route's types. */
export interface Answering {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  type(contentType: string): unknown;
  send(payload: unknown): unknown;
}

/** Sends text that is JSON already: its amounts have more digits than a serializer of numbers would keep. */
export function sendJson<R extends Answering>(reply: R, status: number, text: string): R {
  reply.code(status);
  reply.type("application/json; charset=utf-8");
  reply.send(text);
  return reply;
}

export function sendResource<R extends Answering>(reply: R, status: number, resource: object): R {
  return sendJson(reply, status, JSON.stringify(resource));
}

export function sendNothing<R extends Answering>(reply: R): R {
  reply.code(204);
  reply.send(undefined);
  return reply;
}
