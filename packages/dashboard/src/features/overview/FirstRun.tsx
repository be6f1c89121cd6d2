import { Link } from "@tanstack/react-router";

const STEPS = [
  ["Make or connect a wallet", "Connect a provider and its wallets appear by themselves, or make one of your own."],
  ["Say when it gets dangerous", "Levels in money, in days of spend or in hours of runway."],
  ["Tell a system or a person", "A webhook endpoint receives signed events."],
  ["Send a test", "See a signed alert arrive, with the answer of your endpoint."],
] as const;

/** What an account without a wallet sees. */
export function FirstRun({ onMake }: { readonly onMake: () => void }) {
  return (
    <>
      <div className="hero">
        <div>
          <h1>From nothing to your first alert in four steps</h1>
          <p>About five minutes; you can leave and come back.</p>
        </div>
      </div>
      <ol className="steps">
        {STEPS.map(([title, text], index) => (
          <li key={title} className={index === 0 ? "now" : ""}>
            <span className="no" aria-hidden="true">
              {index + 1}
            </span>
            <div>
              <h2>{title}</h2>
              <p className="soft">{text}</p>
              {index === 0 && (
                <p className="acts">
                  <Link to="/providers" className="btn">
                    Connect a provider
                  </Link>
                  <button type="button" className="btn p" onClick={onMake}>
                    Make a wallet
                  </button>
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
