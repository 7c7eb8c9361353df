import type { ObjectName } from "../../../url/parameters/object-focus.ts";
import type { Found } from "../found/found.ts";

/** An object that was found. */
export interface FoundObject extends Found {
  name: ObjectName;
}
