import type { Overview } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { counted } from "../words/count.ts";

/** How many wallets no alert settings watch, with a link to them; where that is all of them, what to do. */
export function Unwatched({ wallets: { total, watched } }: { readonly wallets: Overview["wallets"] }) {
  if (watched >= total) return null;
  if (watched === 0) {
    return (
      <>
        {total === 1 ? "It" : "Each"} will run empty without a word. Set{" "}
        <Link to="/settings/{-$part}" params={{ part: "defaults" }} className="link">
          default levels
        </Link>
        , or open a wallet to give it its own.
      </>
    );
  }
  return (
    <>
      Nothing watches{" "}
      <Link to="/" search={{ state: "unwatched" }} className="link">
        {counted(total - watched, "wallet")}
      </Link>
      .
    </>
  );
}
