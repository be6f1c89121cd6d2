import { useState } from "react";
import { signIn, SignInRefused, type Session } from "../../data/session.ts";
import { Mark } from "../../parts/Icon.tsx";
import { Silhouette } from "../../parts/State.tsx";

/** One field. After it, the page of the URL. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [trying, setTrying] = useState(false);
  const submit = async (): Promise<void> => {
    setTrying(true);
    try {
      const session = await signIn(key.trim());
      if (location.pathname === "/sign-in") history.replaceState(null, "", "/");
      onSignedIn(session);
    } catch (error) {
      setProblem(error instanceof SignInRefused ? error.message : "The server cannot be reached. Try again.");
      setTrying(false);
    }
  };
  return (
    <main className="sign-in">
      <title>Sign in · Plimsoll</title>
      <form
        className="panel"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="brand">
          <Mark />
          Plimsoll
        </div>
        <h1>Paste your key</h1>
        <label htmlFor="api-key">API key</label>
        <span className={problem === null ? "field" : "field bad"}>
          <input
            id="api-key"
            type="password"
            autoComplete="current-password"
            autoFocus
            spellCheck={false}
            value={key}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : "sign-in-problem"}
            onChange={(event) => setKey(event.target.value)}
          />
        </span>
        {problem !== null && (
          <p id="sign-in-problem" className="err" role="alert">
            <Silhouette state="in_alarm" />
            <span>{problem}</span>
          </p>
        )}
        <button type="submit" className="btn p" disabled={trying}>
          {trying ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
