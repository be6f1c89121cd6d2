import { createContext, use } from "react";
import { mayWrite, type Session } from "../data/session.ts";

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("the page is shown to who is signed in");
  return session;
}

/** Whether the session's key may do everything, and read the audit log. */
export function useIsAdmin(): boolean {
  return useSession().scopes.includes("admin");
}

/** Whether the session's key may change things. */
export function useMayWrite(): boolean {
  return mayWrite(useSession());
}
