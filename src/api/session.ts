import { type Static, Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import program from "../../package.json" with { type: "json" };
import type { Access } from "./access.ts";
import { validate } from "./resources/validate.ts";
import { said, taking } from "./route.ts";

const keySchema = Type.Object(
  { key: Type.String({ description: "The private key", writeOnly: true }) },
  { additionalProperties: false, description: "Who signs in" },
);

/** The dashboard's session: open to everybody, since it is where the key is given. */
export function sessionApi(access: Access) {
  return new Elysia({ prefix: "/session" })
    .get(
      "",
      ({ request }) => ({ signedIn: access.signedIn(request), version: program.version }),
      said("Whether there is a session"),
    )
    .post(
      "",
      ({ request, body, set }) => {
        const { key } = validate(keySchema, body) as Static<typeof keySchema>;
        set.headers["set-cookie"] = access.signIn(request, key);
        return { signedIn: true, version: program.version };
      },
      taking("Sign in with the private key: sets a cookie", keySchema),
    )
    .delete(
      "",
      ({ request }) => {
        const headers = { "Set-Cookie": access.signOut(request) };
        return new Response(null, { status: 204, headers });
      },
      said("Sign out"),
    );
}
