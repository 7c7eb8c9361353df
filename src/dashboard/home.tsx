import { NewOriginPage } from "./origins/edit.tsx";
import { OriginsPage } from "./origins/list.tsx";
import { listOrigins } from "./origins/origin.ts";
import { Show, useLoaded } from "./parts/loaded.tsx";

/** The start page: the form for a first origin, or the list of origins. */
export function HomePage() {
  const loaded = useLoaded(listOrigins);
  return (
    <Show loaded={loaded}>
      {(origins) => (origins.length === 0 ? <NewOriginPage /> : <OriginsPage />)}
    </Show>
  );
}
