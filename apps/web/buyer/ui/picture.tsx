import { useState } from 'preact/hooks';

/** A picture, or the first character of its name on the colour of a field where there is none or it does not come. */
export function Picture({ src, name, eager }: { src: string; name: string; eager?: boolean }) {
  const [broken, setBroken] = useState('');
  if (src === '' || broken === src) {
    return (
      <span
        class={`picture none tint${[...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 5}`}
        aria-hidden="true"
      >
        {[...name][0]}
      </span>
    );
  }
  return (
    <span class="picture">
      <img src={src} alt="" loading={eager ? 'eager' : 'lazy'} decoding="async" onError={() => setBroken(src)} />
    </span>
  );
}
