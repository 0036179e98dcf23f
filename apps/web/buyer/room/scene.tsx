/**
 * Where the picture is. Until a session has a stream it is the field, drawn; whoever wants less motion sees it still.
 */
export function Scene() {
  return (
    <picture class="scene" aria-hidden="true">
      <source media="(prefers-reduced-motion: reduce)" srcset="/field-still.svg" />
      <img src="/field.svg" alt="" />
    </picture>
  );
}
