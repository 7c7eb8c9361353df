import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import { Failure } from "../failure.ts";
import type { Description } from "../render/engine/describe.ts";
import type { VideoDescription } from "../video/plan/description.ts";
import { type Purges, purgeSchema } from "./resources/purges.ts";
import { asking, type StoreOf, said, taking } from "./route.ts";

export interface FileServices {
  /** Delivers an image or a video of this server and describes it. */
  describe(url: URL): Promise<Description | VideoDescription>;
  purges: Purges;
}

const metadataSchema = Type.Object({
  url: Type.String({ description: "Of an image of this server, with or without transformation" }),
});

export function filesApi(storeOf: StoreOf, { describe, purges }: FileServices) {
  return new Elysia()
    .post(
      "/v1/files/purge",
      async ({ request, body, set }) => {
        const store = storeOf(request);
        set.status = 201;
        return purges.start(body, (change) => store.note(change));
      },
      taking("Purge what is cached: a URL, all that begin like one, an original, …", purgeSchema),
    )
    .get(
      "/v1/files/purge/:id",
      ({ params }) => purges.status(params.id),
      said("Whether a purge is done"),
    )
    .get(
      "/v1/metadata",
      ({ query }) => describe(urlOf(query.url)),
      asking("Describe an image of this server", metadataSchema),
    );
}

function urlOf(text: string | undefined): URL {
  const url = text === undefined ? undefined : URL.parse(text, "http://localhost/");
  if (url) return url;
  const got = text === undefined ? "nothing" : `\`${text.slice(0, 80)}\``;
  const message = `Cannot read \`url\`: expected a URL of this server, got ${got}`;
  throw new Failure("EINVAL", message, { field: "url" });
}
