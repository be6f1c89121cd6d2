import { SESSION_HEADERS } from "./client.ts";

export interface Session {
  readonly account: { readonly id: number; readonly name: string };
  readonly key_id: string;
  readonly scopes: readonly string[];
  readonly expires_at: string;
  readonly server_time: string;
  readonly event_position: number;
  /** How long it lasts from when it was read, by this page's own count: clocks may differ, and be set. */
  readonly endsInMs: number;
  readonly readAt: number;
}

/** A refusal of a sign-in, in words for the person who tried. */
export class SignInRefused extends Error {}

async function ask(method: string, body?: object): Promise<Response> {
  return fetch("/session", {
    method,
    headers: { ...SESSION_HEADERS, ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** Who is signed in; null without a session. */
export async function readSession(): Promise<Session | null> {
  const answer = await ask("GET");
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`the session could not be read: ${answer.status}`);
  return sessionOf(answer);
}

export async function signIn(key: string): Promise<Session> {
  const answer = await ask("POST", { key });
  if (answer.ok) return sessionOf(answer);
  if (answer.status === 401 || answer.status === 400) {
    throw new SignInRefused("This key is not known here. Keys start with pk_ and are shown once, when made.");
  }
  if (answer.status === 429) {
    throw new SignInRefused(`Too many tries. Try again in ${answer.headers.get("Retry-After") ?? "30"} s.`);
  }
  throw new SignInRefused("The server could not check the key. Try again.");
}

export async function signOut(): Promise<void> {
  await ask("DELETE");
}

export async function extendSession(): Promise<Session | null> {
  const answer = await ask("PUT");
  return answer.ok ? sessionOf(answer) : null;
}

async function sessionOf(answer: Response): Promise<Session> {
  const session = (await answer.json()) as Omit<Session, "endsInMs" | "readAt">;
  return {
    ...session,
    endsInMs: new Date(session.expires_at).getTime() - new Date(session.server_time).getTime(),
    readAt: performance.now(),
  };
}

export function mayWrite(session: Session): boolean {
  return session.scopes.includes("write") || session.scopes.includes("admin");
}
