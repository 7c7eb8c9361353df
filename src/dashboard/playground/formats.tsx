import { useEffect, useState } from "preact/hooks";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { bytes, milliseconds } from "../labels.ts";
import { type Delivery, deliver } from "../parts/image.tsx";
import { browserClasses } from "../troubleshoot/explanation.tsx";
import { OnRequest } from "./on-request.tsx";

const classes = Object.entries(browserClasses);

/** The response to each class of browsers; on request, since it may cost two more renders. */
export function Formats({ url, endpoint }: { url: string; endpoint: Endpoint }) {
  return (
    <OnRequest
      title="Format by browser"
      label="Compare by browser"
      url={url}
      endpoint={endpoint}
      show={(accepted) => <FormatTable url={accepted} />}
    />
  );
}

function FormatTable({ url }: { url: string }) {
  const [found, setFound] = useState<Record<string, Delivery | undefined>>({});
  useEffect(() => {
    const control = new AbortController();
    const load = async () => {
      for (const [accept] of classes) {
        const delivery = await deliver(url, accept || "*/*", control.signal);
        if (delivery.address !== undefined) URL.revokeObjectURL(delivery.address);
        setFound((before) => ({ ...before, [accept]: delivery }));
      }
    };
    // Aborted, or the server is down: the previews above show that.
    load().catch(() => {});
    return () => control.abort();
  }, [url]);
  return (
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col">Format</th>
          <th scope="col" class="number">
            Bytes
          </th>
          <th scope="col" class="number">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {classes.map(([accept, name]) => {
          const delivery = found[accept];
          return (
            <tr key={accept}>
              <th scope="row">{name}</th>
              <td>{delivery ? (delivery.error ?? delivery.type) : "…"}</td>
              <td class="number">{delivery ? bytes(delivery.bytes) : ""}</td>
              <td class="number">{delivery ? milliseconds(delivery.took) : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
