import { useEffect, useState } from "preact/hooks";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { bytes, milliseconds } from "../labels.ts";
import { type Delivery, deliver } from "../parts/image.tsx";
import { Panel } from "../parts/page.tsx";
import { browserClasses } from "../troubleshoot/explanation.tsx";
import { useAccepted } from "./signed.ts";

const classes = Object.entries(browserClasses);

/** What browsers of each class get for the same URL; asked for, since it may render twice more. */
export function Formats({ url, endpoint }: { url: string; endpoint: Endpoint }) {
  const [asked, setAsked] = useState(false);
  const accepted = useAccepted(url, endpoint);
  return (
    <Panel title="Format by browser">
      {asked && accepted !== undefined ? (
        <FormatTable url={accepted} />
      ) : (
        <button type="button" class="button small" onClick={() => setAsked(true)}>
          Ask as every class of browser
        </button>
      )}
    </Panel>
  );
}

function FormatTable({ url }: { url: string }) {
  const [found, setFound] = useState<Record<string, Delivery | undefined>>({});
  useEffect(() => {
    const control = new AbortController();
    const ask = async () => {
      for (const [accept] of classes) {
        const delivery = await deliver(url, accept || "*/*", control.signal);
        if (delivery.address !== undefined) URL.revokeObjectURL(delivery.address);
        setFound((before) => ({ ...before, [accept]: delivery }));
      }
    };
    // Aborted, or the server is gone: the pictures above say so.
    ask().catch(() => {});
    return () => control.abort();
  }, [url]);
  return (
    <table class="data">
      <thead>
        <tr>
          <th scope="col">To</th>
          <th scope="col">Format</th>
          <th scope="col" class="number">
            Bytes
          </th>
          <th scope="col" class="number">
            Took
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
