import { useEffect, useState } from "preact/hooks";
import { bytes, milliseconds } from "../labels.ts";
import { linkTo } from "../place.ts";
import { Marked } from "./marked.tsx";
import { Note } from "./note.tsx";

/** A response, as the browser received it. */
export interface Delivery {
  status: number;
  type: string;
  bytes: number;
  /** Milliseconds until the last byte. */
  took: number;
  /** `X-Tintype-Cache`. */
  cache: string | undefined;
  origin: string | undefined;
  /** `Server-Timing` in milliseconds. */
  stages: { name: string; milliseconds: number }[];
  /** `ik-error`, when the request failed. */
  error: string | undefined;
  /** What the headers say of a response that is not all that the URL asked for. */
  remarks: string[];
  /** Whether the original came instead, as a video is made of it. */
  isPending: boolean;
  /** A blob's URL, which its holder has to revoke. */
  address: string | undefined;
}

const remarkNames = {
  "x-tintype-ignored": "Ignored",
  "x-tintype-undrawn": "Not drawn",
  "x-tintype-unchanged": "Delivered unchanged",
  "x-tintype-font": "Font",
};

/** The default Accept header: that of current browsers. */
const browserAccept = "image/avif,image/webp,image/apng,image/*,*/*;q=0.8";

/** Fetches an image as a browser that accepts `accept` would. */
export async function deliver(url: string, accept: string, signal: AbortSignal): Promise<Delivery> {
  const start = performance.now();
  const answer = await fetch(url, { headers: { Accept: accept }, signal, credentials: "omit" });
  const body = await answer.blob();
  const { headers } = answer;
  return {
    status: answer.status,
    type: headers.get("content-type") ?? "",
    bytes: body.size,
    took: performance.now() - start,
    cache: headers.get("x-tintype-cache") ?? undefined,
    origin: headers.get("x-tintype-origin") ?? undefined,
    stages: readTiming(headers.get("server-timing") ?? ""),
    error: answer.ok ? undefined : (headers.get("ik-error") ?? `Status ${answer.status}`),
    remarks: Object.entries(remarkNames).flatMap(([header, name]) => {
      const text = headers.get(header);
      return text === null ? [] : [`${name}: ${text}`];
    }),
    isPending: answer.redirected,
    address: answer.ok ? URL.createObjectURL(body) : undefined,
  };
}

/** `origin;dur=12, render;dur=30.5`. */
function readTiming(header: string): Delivery["stages"] {
  return [...header.matchAll(/([\w-]+)[^,]*?;\s*dur=([\d.]+)/g)].map(([, name = "", took]) => ({
    name,
    milliseconds: Number(took),
  }));
}

/** The latest delivery of a URL; the previous one stays until it arrives. */
export function useDelivery(url: string | undefined, accept = browserAccept) {
  const [state, setState] = useState<{ delivery?: Delivery; failure?: string }>({});
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (url === undefined) {
      setState({});
      return;
    }
    const control = new AbortController();
    let address: string | undefined;
    setBusy(true);
    deliver(url, accept, control.signal)
      .then((delivery) => {
        address = delivery.address;
        if (control.signal.aborted) return release(address);
        setState({ delivery });
        setBusy(false);
      })
      .catch(() => {
        if (control.signal.aborted) return;
        setState({ failure: "The server is not responding" });
        setBusy(false);
      });
    return () => {
      control.abort();
      release(address);
    };
  }, [url, accept]);
  return { ...state, busy };
}

function release(address: string | undefined): void {
  if (address !== undefined) URL.revokeObjectURL(address);
}

/** An image in its frame with its size and time, or the reason why there is none. */
export function ImagePreview({ url, alt, accept }: { url: string; alt: string; accept?: string }) {
  const { delivery, failure, busy } = useDelivery(url, accept);
  return <ImageFrame url={url} alt={alt} busy={busy} delivery={delivery} failure={failure} />;
}

/** A button below a video: it takes the second at which that stands. */
export interface MomentButton {
  label: string;
  onPick: (seconds: number) => void;
}

export function ImageFrame({
  url,
  alt,
  busy,
  delivery,
  failure,
  moments = [],
}: {
  url: string;
  alt: string;
  busy: boolean;
  delivery: Delivery | undefined;
  failure: string | undefined;
  moments?: readonly MomentButton[];
}) {
  const [size, setSize] = useState("");
  const [moment, setMoment] = useState(0);
  const error = failure ?? delivery?.error;
  const isImage = delivery?.type.startsWith("image/") ?? false;
  const isVideo = delivery?.type.startsWith("video/") ?? false;
  return (
    <figure class="delivered" aria-busy={busy}>
      <div class={`plate-frame${busy ? " busy" : ""}`}>
        {delivery?.address && isImage && (
          <img
            src={delivery.address}
            alt={alt}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize(`${naturalWidth} × ${naturalHeight}`)
            }
          />
        )}
        {delivery?.address && isVideo && (
          // biome-ignore lint/a11y/useMediaCaption: of a file that is looked at, there are none
          <video
            controls
            src={delivery.address}
            aria-label={alt}
            onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }) => {
              setSize(`${videoWidth} × ${videoHeight}`);
              setMoment(0);
            }}
            onTimeUpdate={({ currentTarget: { currentTime } }) =>
              setMoment(Number(currentTime.toFixed(2)))
            }
          />
        )}
        {delivery?.address && !isImage && !isVideo && <p>Not an image: {delivery.type}</p>}
        {!delivery && !error && <p role="status">Fetching …</p>}
        {error && <p>Nothing to show</p>}
      </div>
      {error && (
        <Note tone="bad" title={<Marked text={error} />}>
          <p>
            <a href={linkTo(["troubleshoot"], { url })}>Find out why</a>
          </p>
        </Note>
      )}
      {isVideo && moments.length > 0 && (
        <div class="actions">
          {moments.map(({ label, onPick }) => (
            <button key={label} type="button" class="button small" onClick={() => onPick(moment)}>
              {label} at {moment} s
            </button>
          ))}
        </div>
      )}
      {delivery?.isPending && (
        <Note tone="warn" title="The video is being made: this is its original">
          <p>
            <a href={linkTo(["activity"])}>See how far it is</a>
          </p>
        </Note>
      )}
      {delivery && !error && (
        <figcaption>
          <span>
            <b>{size || "–"}</b> px
          </span>
          <span>
            <b>{bytes(delivery.bytes)}</b>
          </span>
          <span>{delivery.type.replace(/^(?:image|video)\//, "").toUpperCase()}</span>
          <span>{milliseconds(delivery.took)}</span>
          {delivery.cache && <span>cache: {delivery.cache}</span>}
          {delivery.stages.map(({ name, milliseconds: took }) => (
            <span key={name} class="muted">
              {name} {milliseconds(took)}
            </span>
          ))}
          {delivery.remarks.map((remark) => (
            <span key={remark}>{remark}</span>
          ))}
        </figcaption>
      )}
    </figure>
  );
}
