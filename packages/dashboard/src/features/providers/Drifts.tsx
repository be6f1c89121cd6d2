import type { Drift, Page, Provider } from "@plimsoll/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { againAfter } from "../../data/again.ts";
import { api } from "../../data/client.ts";
import { serverNow } from "../../data/clock.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Time } from "../../parts/Time.tsx";
import { isZero } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { useWalletName } from "../../parts/names.tsx";
import { DriftReceipt } from "./DriftReceipt.tsx";
import { DRIFT_TAGS, readsText } from "./words.ts";

/** @limit Dashboard: drifts of a provider that its page lists. */
const LISTED = 200;
/** @limit Dashboard: interval at which a provider's drifts are read while one of them is being searched for. */
const SEARCHED_MS = 5_000;

/** A provider's drifts, and the one of the URL as a receipt. */
export default function Drifts({ provider }: { readonly provider: Provider }) {
  const { id: open } = useParams({ strict: false }) as { readonly id?: string };
  const query = useQuery({
    queryKey: ["drifts", provider.id],
    queryFn: async ({ signal }) => api.providers.drifts(provider.id, { limit: LISTED }, { signal }).page(),
    // A search of the provider's list is no event.
    refetchInterval: againAfter(
      ({ items }: Page<Drift>) => items.some(({ status }) => status === "open") && SEARCHED_MS,
    ),
  });
  return (
    <Answer what="The drifts" query={query}>
      {({ items, total }) => {
        const shown = open ?? items[0]?.id;
        if (shown === undefined) {
          return (
            <section className="panel" aria-label="Drifts">
              <Empty title="Books agree.">
                {readsText(provider, serverNow())}, every balance explained by its movements.
              </Empty>
            </section>
          );
        }
        return (
          <div className="side-by-side">
            <nav className="panel" aria-label="Drifts">
              {items.length === 0 && <p className="sub pad">None.</p>}
              {items.map((drift) => (
                <DriftLink key={drift.id} drift={drift} isShown={drift.id === shown} />
              ))}
              {total > items.length && (
                <p className="sub pad">
                  the newest {numberText(items.length)} of {numberText(total)}
                </p>
              )}
            </nav>
            <Inspected
              key={shown}
              provider={provider}
              id={shown}
              changed={items.find(({ id }) => id === shown)?.updated_at}
            />
          </div>
        );
      }}
    </Answer>
  );
}

interface InspectedProps {
  readonly provider: Provider;
  readonly id: string;
  /** When the list says that it last changed. */
  readonly changed: string | undefined;
}

/** The drift of the URL, whether or not it is among those that are listed. */
function Inspected({ provider, id, changed }: InspectedProps) {
  const query = useQuery({
    queryKey: ["drifts", provider.id, "both sides", id, changed],
    queryFn: async ({ signal }) => api.providers.drift(provider.id, id, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer what="This drift" query={query}>
      {(drift) => <DriftReceipt drift={drift} provider={provider} />}
    </Answer>
  );
}

function DriftLink({ drift, isShown }: { readonly drift: Drift; readonly isShown: boolean }) {
  const name = useWalletName(drift.wallet_id);
  const [look, word] = DRIFT_TAGS[drift.status];
  return (
    <Link
      to="/providers/$providerId/{-$part}/{-$id}"
      params={{ providerId: drift.provider_id, part: "drifts", id: drift.id }}
      className="entry"
      data-row-link=""
      aria-current={isShown ? "true" : undefined}
      replace
    >
      <span className="line">
        <Isolated className="name">{name}</Isolated>
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
