import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { catchUp } from "./catch-up.ts";

describe("queries under events without a pause", () => {
  it("finish what is being read, show it, and read once more for all that has changed meanwhile", async () => {
    const queries = new QueryClient();
    const answers: ((answer: string) => void)[] = [];
    const observer = new QueryObserver<string>(queries, {
      queryKey: ["overview"],
      queryFn: () => new Promise((resolve) => answers.push(resolve)),
    });
    const unsubscribe = observer.subscribe(() => undefined);
    answers[0]?.("first");
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("first"));
    const updates = [1, 2, 3].map(() => catchUp(queries, { queryKey: ["overview"] }));
    expect(answers).toHaveLength(2);
    answers[1]?.("second");
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("second"));
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    answers[2]?.("third");
    await Promise.all(updates);
    expect(observer.getCurrentResult()).toMatchObject({ data: "third", fetchStatus: "idle" });
    expect(answers).toHaveLength(3);
    unsubscribe();
    queries.clear();
  });
});
