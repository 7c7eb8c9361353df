import { answerOf, api } from "../client.ts";
import { useLoaded } from "./loaded.tsx";
import { Marked } from "./marked.tsx";
import { Note } from "./note.tsx";

/** What makes videos on this server, and how to get what is missing. */
export function VideoTools() {
  const { value: tools } = useLoaded(() => answerOf(api.v1["video-tools"].get()));
  if (!tools) return null;
  const { ok, message, codecs, help } = tools;
  if (help === undefined) {
    return (
      <p class="muted">
        Videos are made by {message}: {codecs.join(", ")}
      </p>
    );
  }
  return (
    <Note tone={ok ? "plain" : "bad"} title={<Marked text={message} />}>
      <p>
        <Marked text={help} />
      </p>
    </Note>
  );
}
