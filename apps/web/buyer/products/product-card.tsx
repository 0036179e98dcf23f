import type { ProductSummary } from '../door/shapes.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Picture } from '../ui/picture.js';
import { PreSaleTag } from '../ui/pre-sale.js';
import { Price } from '../ui/price.js';
import { say } from '../words/say.js';

const SCARCE = 20;

export function ProductCard({ product }: { product: ProductSummary }) {
  const { productId, title, imageUrl, priceFromFen, available, preSale } = product;
  return (
    <Link class="product-card" href={addressOf('product', productId)}>
      <Picture src={imageUrl} name={title} />
      <span class="product-words">
        <b class="product-title">{title}</b>
        <PreSaleTag of={preSale} />
        <span class="product-foot">
          <Price of={priceFromFen} from={say('from')} />
          {available === 0 ? (
            <span class="tag grey">{say('soldOut')}</span>
          ) : (
            available < SCARCE && <span class="tag warm">{say('onlyLeft', available)}</span>
          )}
        </span>
      </span>
    </Link>
  );
}
