import type { Delivery } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

type Subject = NonNullable<Delivery["about"]>;

interface AboutLinkProps {
  readonly about: Pick<Subject, "type" | "id">;
  readonly className?: string;
  /** Set where it is what `j` and `k` reach. */
  readonly "data-row-link"?: "";
  readonly children: ReactNode;
}

/** Leads to the wallet or the order that an event is about. */
export function AboutLink({ about: { type, id }, ...props }: AboutLinkProps) {
  return type === "wallet" ? (
    <Link to="/wallets/$walletId" params={{ walletId: String(id) }} {...props} />
  ) : (
    <Link to="/orders/{-$orderId}" params={{ orderId: String(id) }} {...props} />
  );
}
