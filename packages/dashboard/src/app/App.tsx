import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { live } from "../data/live.ts";
import { followLive, queries, refresh } from "../data/queries.ts";
import { readSession, type Session } from "../data/session.ts";
import { SignIn } from "../features/sign-in/SignIn.tsx";
import { followHeading } from "../shell/heading-focus.ts";
import { SessionContext } from "../shell/session-context.ts";
import { Failure } from "../parts/Answers.tsx";
import { router } from "./router.tsx";

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Gate />
    </QueryClientProvider>
  );
}

/** The application for who is signed in, and otherwise the sign-in page. */
function Gate() {
  const session = useQuery({
    queryKey: ["session"],
    queryFn: readSession,
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
  const isSignedIn = session.data !== null && session.data !== undefined;
  const position = session.data?.event_position ?? 0;
  const [last, setLast] = useState<Session | null>(null);
  if (isSignedIn && session.data !== last) setLast(session.data);
  useEffect(() => {
    if (!isSignedIn) return undefined;
    // What the page reads was read after the session, so what happens meanwhile is sent.
    live.openAfter(position);
    const unfollow = followLive();
    return () => {
      unfollow();
      live.close();
    };
    // The position of the first reading: later ones are of the same session.
  }, [isSignedIn]);

  if (session.isPending) return null;
  if (session.data === undefined) {
    return <Failure what="The session" error={session.error} again={() => void session.refetch()} home={null} />;
  }
  // After a session has ended the pages stay behind the sign-in, with what was typed into them.
  return (
    <>
      {last !== null && (
        <div hidden={!isSignedIn}>
          <SessionContext value={last}>
            <RouterProvider router={router} />
          </SessionContext>
        </div>
      )}
      {session.data === null && (
        <SignIn
          onSignedIn={(data) => {
            queries.setQueryData(["session"], data);
            void refresh();
            followHeading();
          }}
        />
      )}
    </>
  );
}
