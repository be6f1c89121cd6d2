import { useRef, useState } from "react";
import { problemOf, type Problem } from "./problems.ts";

/** What a button or a form does, and how it goes. */
export interface Act<Args extends readonly unknown[]> {
  /** Does nothing while it runs already: a second click is not a second request. */
  readonly run: (...args: Args) => Promise<void>;
  readonly isRunning: boolean;
  /** Why it was not done the last time; `Refusal` shows it. */
  readonly problem: Problem | null;
}

/** Something that is done once at a time. Its refusal is kept, unless `act` takes it. */
export function useAct<Args extends readonly unknown[]>(act: (...args: Args) => Promise<unknown>): Act<Args> {
  const runs = useRef(false);
  const [isRunning, setIsRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (...args: Args): Promise<void> => {
    if (runs.current) return;
    runs.current = true;
    setIsRunning(true);
    try {
      await act(...args);
      setProblem(null);
    } catch (error) {
      setProblem(problemOf(error));
    }
    runs.current = false;
    setIsRunning(false);
  };
  return { run, isRunning, problem };
}
