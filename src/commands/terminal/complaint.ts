import { Failure } from "../../failure.ts";

/** What is done to a file or an address by a system call, and what it means when it is refused. */
const verbs: Record<string, string> = {
  mkdir: "create",
  open: "open",
  chmod: "change the permissions of",
  scandir: "read",
  read: "read",
  write: "write to",
  copyfile: "write",
  rename: "write",
  unlink: "remove",
  rm: "remove",
  stat: "read",
  lstat: "read",
  access: "read",
  statfs: "read",
};

const reasons: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  EEXIST: "it exists already and is not a folder",
  EMFILE: "too many files are open (raise `ulimit -n`)",
  ENFILE: "too many files are open on this machine",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
};

/** Codes that another data folder would help against. */
const placeable = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EEXIST"]);

/** Any thrown value as one sentence, without a stack. */
export function complaintOf(thrown: unknown): string {
  if (thrown instanceof Failure) return thrown.message;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const {
    code = "",
    syscall = "",
    path,
    dest,
  } = error as NodeJS.ErrnoException & {
    dest?: string;
  };
  if (code.startsWith("SQLITE_")) return complaintOfDatabase(code, error.message);
  const reason = reasons[code];
  if (reason === undefined) {
    return `Something went wrong: ${error.message} (set TINTYPE_DEBUG=1 to see where)`;
  }
  const place = dest ?? path ?? "a file";
  const advice =
    syscall === "mkdir" && placeable.has(code) ? ". Choose another folder with --data" : "";
  return `Cannot ${verbs[syscall] ?? "use"} ${place}: ${reason}${advice}`;
}

function complaintOfDatabase(code: string, message: string): string {
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN")) {
    return "Cannot open the database in the data folder: check the folder's owner and permissions, or choose another one with --data";
  }
  if (code.startsWith("SQLITE_FULL")) {
    return "Cannot write to the database in the data folder: no space is left on the disk";
  }
  if (code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT")) {
    return "Cannot read the database in the data folder: origins.sqlite is damaged; restore it from a backup";
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return "The database in the data folder is locked by another process: try again";
  }
  return `The database in the data folder failed: ${message}`;
}
