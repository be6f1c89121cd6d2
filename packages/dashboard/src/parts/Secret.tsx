import { CopyButton } from "./CopyButton.tsx";

interface SecretProps {
  readonly secret: string;
  /** What it is for: "This secret verifies what we send." */
  readonly about: string;
  /** "secret", "key". */
  readonly noun: string;
  readonly onStored: () => void;
}

/** A secret that is shown once, until the reader says that it is stored. */
export function Secret({ secret, about, noun, onStored }: SecretProps) {
  return (
    <div className="secret pad stack-s" role="alert">
      <p>{about} It is shown this once.</p>
      <code className="code" tabIndex={0}>
        {secret}
      </code>
      <div className="acts">
        <CopyButton text={secret} label={`Copy ${noun}`} primary />
        <button type="button" className="btn s" onClick={onStored}>
          I have stored it
        </button>
      </div>
    </div>
  );
}
