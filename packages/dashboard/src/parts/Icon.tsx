const PATHS = {
  overview: "M2.5 7 8 2.5 13.5 7v6.5h-4v-4h-3v4h-4z",
  alerts: "M4 7a4 4 0 1 1 8 0c0 3.2 1.2 4 1.2 4H2.8S4 10.2 4 7zM6.6 13.4a1.5 1.5 0 0 0 2.8 0",
  topups: "M8 13.5v-9M4.5 7.5 8 4l3.5 3.5M3 2.5h10",
  orders: "M3.5 2.5h9v11l-2-1.2-1.2 1.2L8 12.3l-1.3 1.2-1.2-1.2-2 1.2zM6 6h4M6 8.7h4",
  cards: "M2 4.5a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1zM2 6.5h12M4.5 10h2",
  features: "M8 2.5 13.5 5.5v5L8 13.5 2.5 10.5v-5zM2.5 5.5 8 8.5l5.5-3M8 8.5v5",
  products: "M2.5 8.2V3.5a1 1 0 0 1 1-1h4.7l5.3 5.3-5.7 5.7zM5.5 5.5h.01",
  providers: "M5.5 2.5v3M10.5 2.5v3M4 5.5h8V8a4 4 0 0 1-8 0zM8 12v2",
  webhooks:
    "M6.5 6.5 4.6 10.2M8.2 6.2a2.4 2.4 0 1 0-2.7.7M10.7 12.2a2.4 2.4 0 1 0-1.4-4.3L7.5 4.5M4.5 9.8a2.4 2.4 0 1 0 2.3 2.7H11",
  settings:
    "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 1.8v1.7M8 12.5v1.7M14.2 8h-1.7M3.5 8H1.8M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2M12.4 12.4l-1.2-1.2M4.8 4.8 3.6 3.6",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3.5 13.5a4.5 4.5 0 0 1 9 0",
  sun: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 2v1M8 13v1M14 8h-1M3 8H2",
  clock: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3.2l2 1.3",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  close: "m4 4 8 8M12 4l-8 8",
  check: "m3.5 8.5 3 3 6-7",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.3v.01",
  copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  more: "M8 3.5v.01M8 8v.01M8 12.5v.01",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  sync: "M3 8a5 5 0 0 1 8.6-3.4L13 6M13 3v3h-3M13 8a5 5 0 0 1-8.6 3.4L3 10M3 13v-3h3",
  edit: "m3 13 .6-2.6 7.6-7.6 2 2-7.6 7.6z",
  trash: "M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.6 9h5.8l.6-9",
  replay: "M3 8a5 5 0 1 0 1.6-3.6L3 6M3 3v3h3",
  download: "M8 2.5v8M4.5 7 8 10.5 11.5 7M3 13.5h10",
  send: "M13.5 2.5 2.5 7l4.5 2 2 4.5z",
  silence: "M2.5 6.3h2.2L8 3.5v9L4.7 9.7H2.5zM10.5 6l3.5 4M14 6l-3.5 4",
  arrow: "M2 8h11M9.5 4.5 13 8l-3.5 3.5",
  left: "M9.5 4.5 6 8l3.5 3.5",
  right: "m6.5 4.5 3.5 3.5-3.5 3.5",
  up: "m4.5 9.5 3.5-3.5 3.5 3.5",
  down: "m4.5 6.5 3.5 3.5 3.5-3.5",
} as const;

export type IconName = keyof typeof PATHS;

/** A stroke icon of the application's own set; the text beside it or the button's label carries the meaning. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.5 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The Plimsoll mark: a ring with a line through it. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="6.2" fill="none" stroke="var(--ink)" strokeWidth="2" />
      <path d="M1 10h18" stroke="var(--accent)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
