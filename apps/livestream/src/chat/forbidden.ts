import { fold } from './fold.js';
import { WordList, type Word } from './word-list.js';

/** Why a line is not shown. */
export type Why = 'BANNED_WORD' | 'HEALING_CLAIM' | 'CONTACT';

/** For the sender, who shall know what to write otherwise. */
export const REASONS: Record<Why, string> = {
  BANNED_WORD: '含有本直播间不允许的词语，请修改后再发',
  HEALING_CLAIM: '农产品和食品不能宣称治疗、预防疾病或保健功效，请修改后再发',
  CONTACT: '请勿发布联系方式或引导站外交易，购买和售后请在本平台进行',
};

const alike = (words: string): Word[] => words.split(' ').map((word) => ({ word, alike: true }));
const exact = (words: string): Word[] => words.split(' ').map((word) => ({ word, alike: false }));

// Food heals nothing: what the Advertising Law and the Food Safety Law forbid to say of it, in simplified and
// traditional characters.
const HEALING = WordList.of(
  exact(
    '治病 治疗 治療 疗效 療效 治愈 治癒 根治 医治 醫治 包治 主治 痊愈 痊癒 药到病除 藥到病除 手到病除 妙手回春 起死回生 ' +
      '抗癌 防癌 治癌 抗肿瘤 抗腫瘤 消肿瘤 抑制肿瘤 降血糖 降血压 降血壓 降血脂 降三高 降尿酸 稳血糖 控血糖 代替药物 替代药物 ' +
      '不用吃药 不用打针 停药 特效药 特效藥 神药 神藥 秘方 祖传秘方 偏方 消炎 杀菌消毒 止痛 祛痛 祛病 祛湿 除湿 排毒 解毒 ' +
      '壮阳 壯陽 补肾 補腎 滋阴 活血化瘀 软化血管 清除血栓 溶血栓 疏通血管 增强免疫 提高免疫 增強免疫 抗病毒 抗衰老 延年益寿 ' +
      '延年益壽 长生不老 治糖尿病 治高血压 治胃病 治失眠 治便秘 治咳嗽 治风湿 治关节炎 治前列腺 预防癌症 预防疾病 预防新冠 ' +
      '防病 保健功能 保健功效 减肥瘦身 燃脂',
  ),
);

// By sound only what sounds like nothing else: "大家好有" sounds like 加好友, "收集好" like 手机号.
const CONTACT = WordList.of([
  ...alike('微信 加微信 联系方式 支付宝转账 微信转账 私下交易 线下交易 站外交易 扫二维码'),
  ...exact(
    '加微 加我微 薇信 威信 徽信 加薇 加威 v信 加v 加vx 加wx 加qq 加q vx wx wechat whatsapp telegram 飞机号 淘口令',
  ),
  ...exact('微商 扣扣号 加扣扣 加群 进群 私聊我 私信我 加我好友 加好友 手机号 电话联系 打我电话 私下转账 扫码加'),
]);

const HAN_DIGITS: Record<string, string> = {
  ...{
    零: '0',
    〇: '0',
    一: '1',
    幺: '1',
    二: '2',
    两: '2',
    三: '3',
    四: '4',
    五: '5',
    六: '6',
    七: '7',
    八: '8',
    九: '9',
  },
  ...{ 壹: '1', 贰: '2', 叁: '3', 肆: '4', 伍: '5', 陆: '6', 柒: '7', 捌: '8', 玖: '9', o: '0', l: '1' },
};
const PHONE = /(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)/;
const ACCOUNT = /(?:q{1,2}|扣扣|企鹅|群|电话|手机|[vw]x?)\d{6,11}(?!\d)/;
const LINK =
  /https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|vip|cc|shop|club|site|link|me|io|app|live)(?![a-z])|[\w.+-]+@[\w-]+\.\w+/;

/** What no room of the platform shows, whoever says it. */
export function claimsHealing(text: string): boolean {
  return HEALING.find(fold(text)) !== undefined;
}

/** Words and numbers that lead a buyer away to where nobody protects the deal. */
export function baitsContact(text: string): boolean {
  if (
    LINK.test(
      text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/\s*[.。．]\s*/gu, '.'),
    )
  )
    return true;
  const folded = fold(text);
  if (CONTACT.find(folded)) return true;
  const written = folded.signs.map(({ character }) => character);
  // "买一 139…" is a number behind a word; "一三九…" is a number in words.
  const inFigures = written.map((character) => HAN_DIGITS[character] ?? character);
  return [written, inFigures].some((signs) => PHONE.test(signs.join('')) || ACCOUNT.test(signs.join('')));
}
