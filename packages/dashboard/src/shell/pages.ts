import type { IconName } from "../parts/Icon.tsx";

/** A page that the navigation, the palette and the keys lead to. */
export interface NavigationPage {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** After `g`. */
  readonly key?: string;
  /** Under which it stands; null for what stands alone. */
  readonly group: string | null;
}

/** In the order of the day. */
export const PAGES: readonly NavigationPage[] = [
  { to: "/", label: "Overview", icon: "overview", key: "o", group: null },
  { to: "/alerts", label: "Alerts", icon: "alerts", key: "a", group: null },
  { to: "/topups", label: "Top-ups", icon: "topups", key: "t", group: "Money" },
  { to: "/orders", label: "Orders", icon: "orders", group: "Money" },
  { to: "/cards", label: "Cards", icon: "cards", group: "Money" },
  { to: "/features", label: "Features", icon: "features", key: "f", group: "Product Catalogue" },
  { to: "/products", label: "Products", icon: "products", group: "Product Catalogue" },
  { to: "/providers", label: "Providers", icon: "providers", key: "p", group: "Connections" },
  { to: "/webhooks", label: "Webhooks", icon: "webhooks", key: "w", group: "Connections" },
  { to: "/settings", label: "Settings", icon: "settings", key: "s", group: null },
];

/** The parts of the settings, as tabs and in the palette. */
export const SETTINGS_PAGES = [
  { to: "/settings/keys", label: "Keys" },
  { to: "/settings/channels", label: "Channels" },
  { to: "/settings/routes", label: "Routes" },
  { to: "/settings/defaults", label: "Defaults" },
  { to: "/settings/currencies", label: "Currencies" },
  { to: "/settings/account", label: "Account" },
  { to: "/settings/audit", label: "Audit log" },
] as const;
