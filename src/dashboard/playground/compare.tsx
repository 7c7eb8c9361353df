import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { percent } from "../labels.ts";
import { ImageFrame, type MomentButton, useDelivery } from "../parts/image.tsx";
import { Panel } from "../parts/page.tsx";
import { useAccepted } from "./signed.ts";

/** The rendition beside its original, each with its size and time.*/
export function Compare({
  url,
  original,
  endpoint,
  path,
  moments,
  onVideo,
  ofVideo,
  share,
}: {
  url: string;
  original: string;
  endpoint: Endpoint;
  path: string;
  /** Below the original, where it is a video. */
  moments: readonly MomentButton[];
  /** Hears whether the original is a video. */
  onVideo: (isVideo: boolean) => void;
  /** Stands below where the original is a video. */
  ofVideo: ComponentChildren;
  /** Stands below all, and knows what the rendition is. */
  share: (isVideo: boolean) => ComponentChildren;
}) {
  const before = useDelivery(useAccepted(original, endpoint));
  const after = useDelivery(useAccepted(url, endpoint));
  const isFilm = isVideo(before);
  useEffect(() => onVideo(isFilm), [isFilm]);
  const [whole, part] = [before.delivery?.bytes, after.delivery?.bytes];
  const ratio = !before.delivery?.error && !after.delivery?.error && whole && part && part / whole;
  return (
    <>
      <div class="halves">
        <Panel title="Original">
          <ImageFrame
            {...frame(before)}
            url={original}
            alt={`${path}, original`}
            moments={moments}
          />
        </Panel>
        <Panel title="Rendition">
          <ImageFrame {...frame(after)} url={url} alt={`${path}, transformed`} />
          {ratio ? <p class="muted">{percent(ratio)} of the original’s size</p> : null}
        </Panel>
      </div>
      {isFilm && ofVideo}
      {share(isVideo(after))}
    </>
  );
}

function isVideo({ delivery }: ReturnType<typeof useDelivery>): boolean {
  return delivery?.type.startsWith("video/") ?? false;
}

function frame({ delivery, failure, busy }: ReturnType<typeof useDelivery>) {
  return { delivery, failure, busy };
}
