import type { Drift, Provider } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Time } from "../../parts/Time.tsx";
import { isZero } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { useWalletName } from "../../parts/names.tsx";
import { DriftReceipt } from "./DriftReceipt.tsx";
import { DRIFT_TAGS } from "./words.ts";

/** @limit Dashboard: drifts of a provider that its page lists. */
const LISTED = 200;

/** A provider's drifts, and the one of the URL as a receipt. */
export default function Drifts({ provider }: { readonly provider: Provider }) {
  const { id: open } = useParams({ strict: false }) as { readonly id?: string };
  const query = useQuery({
    queryKey: ["drifts", provider.id],
    queryFn: async ({ signal }) => api.providers.drifts(provider.id, { limit: LISTED }, { signal }).page(),
  });
  return (
    <Answer what="The drifts" query={query}>
      {({ items, total }) => {
        if (items.length === 0) {
          return (
            <section className="panel" aria-label="Drifts">
              <Empty title="Books agree.">Every snapshot so far was explained by its movements.</Empty>
            </section>
          );
        }
        const shown = items.find(({ id }) => id === open) ?? (open === undefined ? items[0] : undefined);
        return (
          <div className="side-by-side">
            <nav className="panel" aria-label="Drifts">
              {items.map((drift) => (
                <DriftLink key={drift.id} drift={drift} isShown={drift === shown} />
              ))}
              {total > items.length && (
                <p className="sub pad">
                  the newest {numberText(items.length)} of {numberText(total)}
                </p>
              )}
            </nav>
            {shown === undefined ? (
              <section className="panel" aria-label="Drift">
                <Empty title="This drift does not exist.">It may be older than those listed here.</Empty>
              </section>
            ) : (
              <DriftReceipt key={shown.id} drift={shown} provider={provider} />
            )}
          </div>
        );
      }}
    </Answer>
  );
}

function DriftLink({ drift, isShown }: { readonly drift: Drift; readonly isShown: boolean }) {
  const name = useWalletName(drift.wallet_id);
  const [look, word] = DRIFT_TAGS[drift.status];
  return (
    <Link
      to="/providers/$providerId/$part/$id"
      params={{ providerId: drift.provider_id, part: "drifts", id: drift.id }}
      className="entry"
      data-row-link=""
      aria-current={isShown ? "true" : undefined}
      replace
    >
      <span className="line">
        <bdi className="name">{name}</bdi>
        <Amount value={drift.difference} currency={drift.currency} signed />
      </span>
      <span className="line sub">
        {isZero(drift.unexplained) ? (
          drift.explained_by.length === 0 ? (
            "explained"
          ) : (
            `explained by ${drift.explained_by.length === 1 ? "1 movement" : `${drift.explained_by.length} movements`}`
          )
        ) : (
          <span>
            <Amount value={drift.unexplained} /> unexplained
          </span>
        )}
        <Time at={drift.created_at} />
      </span>
      <span className={look}>{word}</span>
    </Link>
  );
}
