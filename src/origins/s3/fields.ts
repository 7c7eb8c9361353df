import { Type } from "@sinclair/typebox";
import { Failure } from "../../failure.ts";
import { flag, secret, text } from "../fields.ts";

/** Fields of every bucket that speaks S3. */
export const inBucket = {
  bucket: text("Name of the bucket, without `s3://`"),
  prefix: Type.Optional(
    Type.String({
      description: "Folder inside the bucket that holds the files; `/` is the root",
      default: "",
    }),
  ),
  encodeKeys: Type.Optional(
    Type.Union([Type.Boolean(), Type.Literal("auto")], {
      description:
        "For keys that contain literal % characters: look up the encoded key (`true`) or both (`auto`) instead of the decoded path (`false`)",
      default: false,
      "x-expected": "true, false or auto",
    }),
  ),
};

export const keys = {
  accessKey: Type.Optional(secret("Access key; read permission is enough")),
  secretKey: Type.Optional(secret("Secret key")),
  sessionToken: Type.Optional(
    Type.String({ ...secret("Session token of temporary keys"), "x-advanced": true }),
  ),
};

export const role = {
  useIAMRole: Type.Optional(flag("Use an IAM role or profile instead of keys")),
};

export const region = Type.Optional(
  Type.String({ description: "Region of the bucket", default: "us-east-1", minLength: 1 }),
);

export const pathStyle = Type.Optional(
  flag("Put the bucket's name in the path instead of the host name"),
);

/** Keys are needed, unless the type can take a role and is told to. */
export function checkKeys(properties: Record<string, unknown>) {
  const hint = "useIAMRole" in properties ? ", unless `useIAMRole` is true" : "";
  return (fields: Record<string, unknown>): void => {
    if (fields.useIAMRole === true) return;
    const missing = ["accessKey", "secretKey"].find((field) => fields[field] === undefined);
    if (missing === undefined) return;
    const message = `Missing \`${missing}\`: the bucket needs it${hint}`;
    throw new Failure("EINVAL", message, { field: missing });
  };
}
