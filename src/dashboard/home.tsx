import { NewOriginPage } from "./origins/edit.tsx";
import { OriginsPage } from "./origins/list.tsx";
import { listOrigins } from "./origins/origin.ts";
import { Show, useLoaded } from "./parts/loaded.tsx";

/** Where the dashboard opens: with the first origin to add, or with the origins that there are. */
export function HomePage() {
  const loaded = useLoaded(listOrigins);
  return (
    <Show loaded={loaded}>
      {(origins) => (origins.length === 0 ? <NewOriginPage /> : <OriginsPage />)}
    </Show>
  );
}
