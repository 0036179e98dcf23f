import { Icon } from '../ui/icon.js';
import { say } from '../words/say.js';
import { useShop } from './shop.js';

/** Who sells it, and who answers for them. */
export function ShopLine({ companyId }: { companyId: string | undefined }) {
  const shop = useShop(companyId);
  if (!shop) return null;
  return (
    <p class="shop">
      <span class="avatar" aria-hidden="true">
        {[...shop.name][0]}
      </span>
      <span class="grow">
        <b>{shop.name}</b>
        <span class="hint">
          <Icon name="shield" size={14} /> {say('studentCompany', shop.collegeName)}
        </span>
      </span>
    </p>
  );
}
