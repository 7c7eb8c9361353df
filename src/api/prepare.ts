import { type Static, Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import type { Prepared } from "../delivery/preparer.ts";
import { validate } from "./resources/validate.ts";
import { taking } from "./route.ts";

export interface PrepareServices {
  /** Has made what a URL of this server delivers. @param url whole, or a path */
  prepare(url: string, seen: string): Promise<Prepared>;
}

const schema = Type.Object({
  url: Type.String({ description: "Of this server: an image, a video, or a list of a stream" }),
});

/** Renditions that are made before a client asks for them. */
export function prepareApi({ prepare }: PrepareServices) {
  return new Elysia().post(
    "/v1/prepare",
    ({ body, request }) => {
      const { url } = validate(schema, body) as Static<typeof schema>;
      return prepare(url, request.url);
    },
    taking("Make a rendition beforehand: ready, or pending while it is made", schema),
  );
}
