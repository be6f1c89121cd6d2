import { Navigation } from "../../shell/Navigation.tsx";
import { useShellCounts } from "../../shell/counts.ts";
import { Page } from "../../shell/Page.tsx";

/** Every page, for phones. */
export default function MorePage() {
  const counts = useShellCounts();
  return (
    <Page title="More">
      <nav aria-label="All pages">
        <Navigation counts={counts} />
      </nav>
      <p>
        <a className="link" href="/docs">
          Documentation
        </a>
      </p>
    </Page>
  );
}
