import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../client.ts";
import { NamedDialog } from "../named/edit.tsx";
import { CopyButton } from "../parts/copy.tsx";
import { ProblemNote } from "../parts/note.tsx";
import { Panel } from "../parts/page.tsx";
import { linkTo } from "../place.ts";
import { type Chain, printChain, urlOf } from "./chain.ts";
import { sign } from "./signed.ts";
import { clientCode, imageTag, videoTag } from "./snippets.ts";

interface ShareProps {
  base: string;
  chain: Chain;
  path: string;
  /** Whether the URL is that of a video. */
  isVideo: boolean;
}

/** The result to copy: URL, signed URL, tag or code. */
export function Share({ base, chain, path, isVideo }: ShareProps) {
  const [naming, setNaming] = useState(false);
  const text = printChain(chain);
  const url = urlOf(base, chain, path);
  return (
    <Panel
      title="Share"
      aside={
        <span class="actions">
          {text !== "" && (
            <button type="button" class="button small" onClick={() => setNaming(true)}>
              Save as named transformation
            </button>
          )}
          <a class="button small" href={linkTo(["troubleshoot"], { url })}>
            Explain
          </a>
        </span>
      }
    >
      <Snippet what="the URL" title="URL" text={url} />
      <SignedUrl key={url} url={url} />
      {isVideo ? (
        <Snippet what="the tag" title="Video with a poster" text={videoTag(url)} />
      ) : (
        <Snippet what="the tag" title="Responsive image" text={imageTag(base, chain, path, "")} />
      )}
      <Snippet
        what="the code"
        title="Code for @imagekit/javascript"
        text={clientCode(base, chain, path)}
      />
      {naming && (
        <NamedDialog
          transformation={text}
          onClose={() => setNaming(false)}
          onDone={() => setNaming(false)}
        />
      )}
    </Panel>
  );
}

function Snippet({ title, text, what }: { title: string; text: string; what: string }) {
  return (
    <div class="snippet">
      <div class="snippet-head">
        <h3>{title}</h3>
        <CopyButton text={text} what={what} />
      </div>
      <pre>
        <code>{text}</code>
      </pre>
    </div>
  );
}

const lifetimes: [seconds: string, label: string][] = [
  ["3600", "1 hour"],
  ["86400", "1 day"],
  ["2592000", "30 days"],
  ["", "No expiry"],
];

/** Signed by the server: the key never reaches the page. */
function SignedUrl({ url }: { url: string }) {
  const [seconds, setSeconds] = useState("3600");
  const [signed, setSigned] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const make = async () => {
    try {
      setSigned(await sign(url, seconds === "" ? undefined : Number(seconds)));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <div class="snippet">
      <div class="snippet-head">
        <h3>Signed URL</h3>
        <span class="actions">
          <label class="inline-select">
            <span class="off-screen">Valid for</span>
            <select value={seconds} onChange={(event) => setSeconds(event.currentTarget.value)}>
              {lifetimes.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="button small" onClick={make}>
            Sign
          </button>
          {signed && <CopyButton text={signed} what="the signed URL" />}
        </span>
      </div>
      {signed && (
        <pre>
          <code>{signed}</code>
        </pre>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
