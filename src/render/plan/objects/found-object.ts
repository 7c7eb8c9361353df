import type { ObjectName } from "../../../url/parameters/object-focus.ts";
import type { Face } from "../faces/face.ts";

/** An object that was found, in pixels of the upright image; it is followed as a face is. */
export interface FoundObject extends Face {
  name: ObjectName;
}
