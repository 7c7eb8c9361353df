import { Elysia } from "elysia";
import { Failure } from "../failure.ts";
import type { VideoJobs } from "../video/jobs.ts";
import type { ToolReport } from "../video/tools.ts";

export interface VideoJobServices {
  /** The videos that are being made. */
  videoJobs: Pick<VideoJobs, "list" | "cancel">;
  /** Says what makes videos here. */
  reportVideoTools(): Promise<ToolReport>;
}

/** The videos that are being made: how far each is, and how it is stopped. */
export function videoJobsApi({ videoJobs, reportVideoTools }: VideoJobServices) {
  let report: Promise<ToolReport> | undefined;

  return new Elysia({ prefix: "/v1" })
    .get(
      "/video-tools",
      () => {
        // Which FFmpeg is used is decided at the start of the server.
        report ??= reportVideoTools();
        return report;
      },
      { detail: { summary: "Whether there is an FFmpeg, and what it writes" } },
    )
    .get("/video-jobs", () => videoJobs.list(), {
      detail: { summary: "List the videos that are being made" },
    })
    .delete(
      "/video-jobs/:id",
      ({ params: { id } }) => {
        if (!videoJobs.cancel(id)) throw new Failure("ENOENT", `There is no job with the id ${id}`);
        return { id };
      },
      { detail: { summary: "Stop making a video" } },
    );
}
