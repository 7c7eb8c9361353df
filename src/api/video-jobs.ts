import { Elysia } from "elysia";
import { Failure } from "../failure.ts";
import type { VideoJobs } from "../video/jobs.ts";

export interface VideoJobServices {
  /** The videos that are being made. */
  videoJobs: Pick<VideoJobs, "list" | "cancel">;
}

/** The videos that are being made: how far each is, and how it is stopped. */
export function videoJobsApi({ videoJobs }: VideoJobServices) {
  return new Elysia({ prefix: "/v1" })
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
