import { useBlocker, type ShouldBlockFn } from "@tanstack/react-router";
import { Confirm } from "./Confirm.tsx";

/** What else is in the URL leaves a form in its place. */
const isOtherPage: ShouldBlockFn = ({ current, next }) => current.pathname !== next.pathname;

/** Asks before another page, or a reload, takes a form's changes away. */
export function LeavingPage({ isChanged }: { readonly isChanged: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: isOtherPage,
    disabled: !isChanged,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Confirm
      title="Discard what you changed?"
      consequence="Nothing of it is saved yet."
      keep="Keep editing"
      go="Discard changes"
      act={async () => proceed()}
      onClose={reset}
    />
  );
}
