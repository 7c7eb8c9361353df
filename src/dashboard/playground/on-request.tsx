import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { Panel } from "../parts/page.tsx";
import { useAccepted } from "./signed.ts";

/** A panel whose content makes the server work, and is therefore shown when it is asked for. */
export function OnRequest({
  title,
  aside,
  label,
  url,
  endpoint,
  show,
}: {
  title: string;
  aside?: ComponentChildren;
  /** Of the button that asks. */
  label: string;
  url: string;
  endpoint: Endpoint;
  /** Shows what is at the URL, which the server accepts. */
  show: (accepted: string) => ComponentChildren;
}) {
  const [isAsked, setIsAsked] = useState(false);
  const accepted = useAccepted(url, endpoint);
  return (
    <Panel title={title} aside={aside}>
      {isAsked && accepted !== undefined ? (
        show(accepted)
      ) : (
        <button type="button" class="button small" onClick={() => setIsAsked(true)}>
          {label}
        </button>
      )}
    </Panel>
  );
}
