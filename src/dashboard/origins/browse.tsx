import { useState } from "preact/hooks";
import type { Listing } from "../../origins/listing.ts";
import { answerOf, api, asProblem, type Problem } from "../client.ts";
import { bytes } from "../labels.ts";
import { Icon } from "../parts/icon.tsx";
import { Show, useLoaded } from "../parts/loaded.tsx";
import { Note } from "../parts/note.tsx";

/** Entries per page. */
const limit = 100;

function list(id: string, prefix: string, cursor?: string): Promise<Listing> {
  const query = { prefix, limit, ...(cursor === undefined ? {} : { cursor }) };
  return answerOf(api.v1.accounts.origins({ id }).browse.get({ query }));
}

/** The files of an origin, folder by folder; picking one yields its path behind the endpoint. */
export function Browser({ id, onPick }: { id: string; onPick: (path: string) => void }) {
  const [prefix, setPrefix] = useState("");
  const loaded = useLoaded(() => list(id, prefix), `${id} ${prefix}`);
  if (loaded.problem?.status === 501) {
    return <Note title="This origin cannot be browsed">Type a path instead.</Note>;
  }
  return (
    <div class="browser">
      <Crumbs prefix={prefix} onOpen={setPrefix} />
      <Show loaded={loaded}>
        {(first) => (
          <Entries
            key={`${id} ${prefix}`}
            first={first}
            more={(cursor) => list(id, prefix, cursor)}
            prefix={prefix}
            onPick={onPick}
            onOpen={setPrefix}
          />
        )}
      </Show>
    </div>
  );
}

function Crumbs({ prefix, onOpen }: { prefix: string; onOpen: (prefix: string) => void }) {
  const names = prefix.split("/").filter((name) => name !== "");
  return (
    <nav class="crumbs" aria-label="Folders">
      <button type="button" class="link" onClick={() => onOpen("")}>
        All files
      </button>
      {names.map((name, i) => {
        const path = `${names.slice(0, i + 1).join("/")}/`;
        return (
          <span key={path}>
            <span aria-hidden="true">/</span>
            <button type="button" class="link" onClick={() => onOpen(path)}>
              {name}
            </button>
          </span>
        );
      })}
    </nav>
  );
}

interface EntriesProps {
  first: Listing;
  prefix: string;
  more: (cursor: string) => Promise<Listing>;
  onPick: (path: string) => void;
  onOpen: (prefix: string) => void;
}

function Entries({ first, prefix, more, onPick, onOpen }: EntriesProps) {
  const [{ folders, files, cursor }, setListing] = useState<Listing>(first);
  const [problem, setProblem] = useState<Problem>();
  const append = async (from: string) => {
    try {
      const next = await more(from);
      setListing({
        ...next,
        folders: [...folders, ...next.folders],
        files: [...files, ...next.files],
      });
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  if (folders.length + files.length === 0) return <p class="muted">This folder is empty.</p>;
  return (
    <>
      <ul class="entries">
        {folders.map((folder) => (
          <li key={folder}>
            <button type="button" class="entry" onClick={() => onOpen(folder)}>
              <Icon name="folder" label="Folder" />
              <span class="entry-name">{folder.slice(prefix.length).replace(/\/$/, "")}</span>
            </button>
          </li>
        ))}
        {files.map((file) => (
          <li key={file.path}>
            <button type="button" class="entry" onClick={() => onPick(file.path)}>
              <Icon name={isImage(file.path) ? "image" : "file"} label="File" />
              <span class="entry-name">{file.path.slice(prefix.length)}</span>
              {file.bytes !== undefined && <span class="muted">{bytes(file.bytes)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {problem && <Note tone="bad" title={problem.message} />}
      {cursor !== undefined && (
        <button type="button" class="button small" onClick={() => append(cursor)}>
          Show more
        </button>
      )}
    </>
  );
}

/** Whether a file's extension is that of an image. */
function isImage(path: string): boolean {
  return /\.(?:avif|bmp|gif|hei[cf]|ico|jpe?g|jxl|png|svg|tiff?|webp)$/i.test(path);
}
