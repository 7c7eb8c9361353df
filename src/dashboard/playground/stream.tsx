import { useEffect, useRef, useState } from "preact/hooks";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { bitRate } from "../labels.ts";
import { CopyButton } from "../parts/copy.tsx";
import { Marked } from "../parts/marked.tsx";
import { Note } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { OnRequest } from "./on-request.tsx";
import { type ListedRung, type ListedStream, readMaster } from "./stream-list.ts";
import { canPlay, fetchMade, playTracks } from "./stream-player.ts";

/** The sizes of a video's stream; on request, since each starts an encoder. */
export function Stream({
  url,
  copied,
  endpoint,
}: {
  /** Its list for HLS, on this server. */
  url: string;
  /** The same as clients ask for it. */
  copied: string;
  endpoint: Endpoint;
}) {
  return (
    <OnRequest
      title="Stream"
      aside={<CopyButton text={copied} what="the stream's URL" />}
      label="Show its sizes"
      url={url}
      endpoint={endpoint}
      show={(accepted) => <Ladder url={accepted} />}
    />
  );
}

function Ladder({ url }: { url: string }) {
  const [{ stream, failure }, setFound] = useState<{ stream?: ListedStream; failure?: string }>({});
  const [chosen, setChosen] = useState<ListedRung>();
  useEffect(() => {
    const control = new AbortController();
    const load = async () => {
      const text = await (await fetchMade(url, control.signal)).text();
      setFound({ stream: readMaster(text, url) });
    };
    load().catch((error) => {
      if (!control.signal.aborted) setFound({ failure: messageOf(error) });
    });
    return () => control.abort();
  }, [url]);
  if (failure !== undefined) return <Note tone="bad" title={<Marked text={failure} />} />;
  if (!stream) return <p role="status">Asking for the list …</p>;
  return (
    <div class="delivered">
      <Scroll label="Sizes of the stream">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Size</th>
              <th scope="col" class="number">
                Mean
              </th>
              <th scope="col" class="number">
                At most
              </th>
              <th scope="col" class="wide-only">
                Codecs
              </th>
              <th scope="col">Action</th>
            </tr>
          </thead>
          <tbody>
            {stream.rungs.map((rung) => (
              <tr key={rung.list}>
                <th scope="row" class="nowrap">
                  {rung.size}
                </th>
                <td class="number nowrap">{bitRate(rung.bitRate)}</td>
                <td class="number nowrap">{bitRate(rung.peakBitRate)}</td>
                <td class="wide-only">{rung.codecs.join(", ")}</td>
                <td>
                  {canPlay(typeOf("video", rung)) ? (
                    <button
                      type="button"
                      class="button small"
                      aria-label={`Play ${rung.size}`}
                      onClick={() => setChosen(rung)}
                    >
                      Play
                    </button>
                  ) : (
                    <a href={rung.list}>List</a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {chosen && <Player key={chosen.list} rung={chosen} sound={stream.sound} />}
    </div>
  );
}

/** One size, with the sound. */
function Player({ rung, sound }: { rung: ListedRung; sound: string | undefined }) {
  const film = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    if (!film.current) return;
    const control = new AbortController();
    const tracks = [
      { type: typeOf("video", rung), list: rung.list },
      ...(sound === undefined ? [] : [{ type: typeOf("audio", rung), list: sound }]),
    ];
    playTracks(film.current, tracks, control.signal).catch((error) => {
      if (!control.signal.aborted) setFailure(messageOf(error));
    });
    return () => control.abort();
  }, []);
  return (
    <div class="plate-frame">
      {failure === undefined ? (
        // biome-ignore lint/a11y/useMediaCaption: of a file that is looked at, there are none
        <video ref={film} controls autoplay aria-label={`The stream at ${rung.size}`} />
      ) : (
        <Note tone="bad" title={<Marked text={failure} />} />
      )}
    </div>
  );
}

/** The codec of the images stands first, that of the sound behind it. */
function typeOf(kind: "video" | "audio", { codecs: [images, sound] }: ListedRung): string {
  return `${kind}/mp4; codecs="${kind === "video" ? images : sound}"`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
