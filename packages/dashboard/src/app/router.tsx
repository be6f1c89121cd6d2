import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link } from "@tanstack/react-router";
import { loading } from "../data/program.ts";
import { Empty, Failure, Skeleton } from "../parts/Answers.tsx";
import { Page } from "../shell/Page.tsx";
import { Shell } from "../shell/Shell.tsx";
import { Overview } from "../features/overview/Overview.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

/** Search parameters are the page's state; each page takes what it knows of them. */
type Search = Readonly<Record<string, string | undefined>>;

const page = <Path extends string>(path: Path, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: (search): Search => search as Search,
    component: lazyRouteComponent(loading(load)),
  });

const routes = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: "/",
    validateSearch: (search): Search => search as Search,
    component: Overview,
  }),
  createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignedIn }),
  page("/wallets", () => import("../features/wallets/WalletsPage.tsx")),
  page("/wallets/$walletId/{-$tab}", () => import("../features/wallets/WalletPage.tsx")),
  page("/features", () => import("../features/features/FeaturesPage.tsx")),
  page("/features/$featureId", () => import("../features/features/FeaturePage.tsx")),
  page("/alerts", () => import("../features/alerts/AlertsPage.tsx")),
  page("/alerts/episodes/$episodeId", () => import("../features/alerts/EpisodePage.tsx")),
  page("/topups", () => import("../features/topups/TopupsPage.tsx")),
  page("/topups/plan", () => import("../features/topups/PlanPage.tsx")),
  page("/orders/{-$orderId}", () => import("../features/orders/OrdersPage.tsx")),
  page("/cards/{-$cardId}", () => import("../features/cards/CardsPage.tsx")),
  page("/products/{-$productId}", () => import("../features/products/ProductsPage.tsx")),
  page("/webhooks/{-$part}", () => import("../features/webhooks/WebhooksPage.tsx")),
  page("/providers", () => import("../features/providers/ProvidersPage.tsx")),
  page("/providers/campaigns", () => import("../features/providers/CampaignsPage.tsx")),
  page("/providers/$providerId/{-$part}/{-$id}", () => import("../features/providers/ProviderPage.tsx")),
  page("/settings/channels", () => import("../features/channels/ChannelsPage.tsx")),
  page("/settings/routes", () => import("../features/routes/RoutesPage.tsx")),
  page("/settings/{-$part}", () => import("../features/settings/SettingsPage.tsx")),
  page("/more", () => import("../features/settings/MorePage.tsx")),
]);

export const router = createRouter({
  routeTree: routes,
  // All of it is text: a name of digits stays a name.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const set = Object.entries(search as Search).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const text = new URLSearchParams(set).toString();
    return text === "" ? "" : `?${text}`;
  },
  defaultPreload: "intent",
  defaultPreloadDelay: 50,
  defaultPendingComponent: Loading,
  defaultErrorComponent: Broken,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function NotFound() {
  return (
    <Page title="Not found">
      <Empty title="This page does not exist." action={<Link to="/">Overview</Link>} />
    </Page>
  );
}

/** In place of a page whose program takes long to come. */
function Loading() {
  return (
    <Page title="Loading">
      <Skeleton />
    </Page>
  );
}

/** Only a new load of the page gets rid of a program that is missing or has failed. */
function Broken({ error }: { readonly error: unknown }) {
  return (
    <Page title="Not shown">
      <Failure what="This page" error={error} again={() => location.reload()} />
    </Page>
  );
}

function SignedIn() {
  return (
    <Page title="Signed in">
      <Empty title="You are signed in." action={<Link to="/">Overview</Link>} />
    </Page>
  );
}
