import { Navigate } from "@tanstack/react-router";

/** All wallets are on the first page. */
export default function WalletsPage() {
  return <Navigate to="/" replace />;
}
