import { Link } from "@tanstack/react-router";
import { Isolated } from "./Isolated.tsx";

interface WalletLinkProps {
  readonly id: number;
  readonly name: string;
  readonly className?: string;
}

/** A wallet by its name, with a link to it; in a list it is what `j` and `k` reach. */
export function WalletLink({ id, name, className = "name" }: WalletLinkProps) {
  return (
    <Link to="/wallets/$walletId" params={{ walletId: String(id) }} className={className} data-row-link="">
      <Isolated>{name}</Isolated>
    </Link>
  );
}
