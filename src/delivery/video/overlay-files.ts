import { writeFile } from "node:fs/promises";
import type { DiskCache, PendingFile } from "../../cache/disk.ts";
import type { Limits } from "../../limits.ts";
import { captionImage } from "../../render/plan/layers/caption.ts";
import type { Captions, ImagePlan } from "../../render/plan/operations.ts";
import type { Size } from "../../render/plan/size.ts";
import type { Pool } from "../../render/pool/pool.ts";
import { overlayOutput } from "../../video/plan/clip.ts";
import type { Overlay } from "../../video/plan/graph-builder.ts";
import { type OverlayFile, sequenceText } from "../../video/plan/input.ts";
import { type LayerFiles, type RenderWaiting, waiting } from "../render-inputs.ts";

interface OverlayServices {
  disk: DiskCache;
  pool: Pool;
  limits: Pick<Limits, "sourcePixels">;
}

/** Makes the files that are laid over a video: each is a draft that its caller throws away. */
export function createOverlayFiles({ disk, pool, limits }: OverlayServices) {
  return async function overlayFiles(
    overlays: readonly Overlay[],
    laid: LayerFiles,
    drafts: PendingFile[],
    request: RenderWaiting,
  ): Promise<OverlayFile[]> {
    const { files, films } = laid;

    const draft = () => {
      const pending = disk.pendingFile();
      drafts.push(pending);
      return pending;
    };

    async function render(image: ImagePlan): Promise<string> {
      const { file, allow } = draft();
      const plan = { image, output: overlayOutput, size: { width: 1, height: 1 } };
      const job = { do: "render", files, plan, output: file } as const;
      await pool.run<"render">(job, { ...waiting(request), allow });
      return file;
    }

    /** Images of the video's size, as they follow each other. */
    async function sequence(captions: Captions, blank: ImagePlan, size: Size): Promise<string> {
      const empty = await render(blank);
      const shown: { file: string; seconds: number }[] = [];
      for (const { seconds, text } of captions.scenes) {
        let file = empty;
        if (text) {
          const job = { do: "measure", files, measurement: { of: "text", text } } as const;
          const drawn = (await pool.run<"measure">(job, waiting(request))) as Size;
          file = await render(captionImage(text, drawn, captions, size));
        }
        shown.push({ file, seconds });
      }
      const { file, allow } = draft();
      const text = sequenceText([...shown, { file: empty, seconds: 1 }]);
      allow(Buffer.byteLength(text));
      await writeFile(file, text);
      return file;
    }

    const made: OverlayFile[] = [];
    for (const overlay of overlays) {
      if (overlay.do === "mask") {
        const colour = { red: 255, green: 255, blue: 255, alpha: 1 };
        const source = { kind: "canvas", ...overlay.size, colour } as const;
        made.push({ kind: "image", file: await render({ source, operations: [overlay.shape] }) });
        continue;
      }
      const { image, film, captions } = overlay;
      const found = film && films.get(film.input);
      if (found) {
        const { file, facts } = found;
        const input = { file, container: facts, maxPixels: limits.sourcePixels };
        made.push({ kind: "film", input, start: film.start, seconds: film.seconds });
      } else if (captions && image.source.kind === "canvas") {
        made.push({ kind: "sequence", file: await sequence(captions, image, image.source) });
      } else made.push({ kind: "image", file: await render(image) });
    }
    return made;
  };
}
