/** What the host of the demo says of what is on the table; {} is its name. */
export const HOST_LINES = [
  '家人们看这边，今天地里刚收的{}',
  '{}今天下单明天就发，产地直发不倒手',
  '批次号点进去能看到是哪家种的、哪天收的',
  '坏了拍照就赔，放心',
  '价格就是屏幕上这个，不用等优惠',
];

/** What its viewers say. */
export const VIEWER_LINES = [
  '上次买的宽粉很筋道',
  '发新疆吗？',
  '这个能放多久呀',
  '刚下单，支持学生创业',
  '地里风好大哈哈',
  '可以看看后面那块地吗',
  '百合是甜的吗',
  '苹果脆不脆',
  '老家就是定西的，亲切',
];
