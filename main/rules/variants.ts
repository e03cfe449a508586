/**
 * Character variants that callers and registers use for one another; read by fold.ts and nobody else.
 *
 * Sources: the old forms in brackets in the Joyo Kanji table (Cabinet notice 2 of 2010), annex 2 of the Family
 * Register Act's enforcement rules (old forms allowed in names), the simplified print forms of JIS X 0208/0213, and
 * the everyday variants of family names (unified character list of the family registers).
 * Each word reads "variant(s), then the form kept in keys". A change here needs new keys (`akari reindex`).
 */

const JOYO_OLD_FORMS = `
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 隱隠 榮栄 營営 衞衛 驛駅 圓円 鹽塩 緣縁 艷艶 應応 歐欧 毆殴 櫻桜 奧奥 橫横 溫温 穩穏 假仮
價価 畫画 會会 壞壊 懷懐 繪絵 槪概 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇 罐缶 卷巻 陷陥 勸勧 寬寛 關関 歡歓 觀観 氣気 旣既 龜亀
僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 峽峡 挾挟 狹狭 鄕郷 曉暁 區区 驅駆 勳勛勲 薰薫 羣群 徑径 惠恵 揭掲 溪渓 經経 繼継 莖茎 螢蛍
輕軽 鷄雞鶏 藝芸 擊撃 缺欠 儉倹 劍劔劒剱釼剣 圈圏 檢検 權権 獻献 硏研 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛礦砿鉱 號号
國圀国 黑黒 碎砕 濟済 齋齊斎斉 劑剤 册冊 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 寫写 舍舎 釋釈
壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 奬奨 將将 涉渉 燒焼 稱称 證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 狀状 疊畳 穰穣
讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 刄刃 盡尽 圖図 粹粋 醉酔 穗穂 隨随 髓髄 樞枢 數数 瀨瀬 淸清 聲声 靑青 攝摂 竊窃 專専
戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 搜捜 插挿 巢巣 爭争 瘦痩 總総 聰聡 莊荘 裝装 騷騒 增増 臟臓 藏蔵 卽即 屬属 續続
墮堕 體体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳廰庁 徵徴 聽聴 敕勅
鎭鎮 遞逓 鐵鐡銕鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬭鬪闘 德惪徳 獨独 讀読 屆届 貳貮弐 惱悩 腦脳 霸覇 廢廃 拜拝 賣売
麥麦 發発 髮髪 拔抜 晚晩 蠻蛮 祕秘 濱濵浜 甁瓶 拂払 佛仏 倂併 竝並 餠餅 變変 邊邉辺 辨瓣辯弁 步歩 寶寳宝 飜翻 襃褒 豐豊
沒没 每毎 萬万 滿満 麵麺 默黙 彌弥 譯訳 藥薬 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑
鄰隣 壘塁 淚涙 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬 爐炉 勞労 樓楼 郞郎 祿禄 錄録 灣湾 靜静 彥彦 產産 顏顔 黃黄
敎教 尙尚 內内 吳呉 娛娯 悅悦 閱閲 說説 稅税 脫脱 銳鋭 絕絶 歲歳 戶戸 戾戻 吿告 查査 飮飲 姬姫 强強 畧略 歸帰 繩縄 稻稲
`;

const NAME_OLD_FORMS = `
亙亘 凜凛 巖巌 昻昂 晄晃 檜桧 槇槙 堯尭 瑤瑶 遙遥 禰祢 禱祷 壺壷 廚厨 廐廏厩 曾曽 煕熙熈煕 曻昇 晠晟 吞呑 柹柿 冰氷
淵渊渕淵 涼凉涼 沖冲沖 冴冱冴 萠萌 皋皐 珎珍 糺糾 迺廼 喆哲 讚讃 瀆涜 蘆芦 蘂蕊 蠟蝋 蠣蛎 蟬蝉 蠅蝿 簞箪 籠篭 繡繍 繫繋
醬醤 蔣蒋 萊莱 藪籔薮藪 邇迩邇 鶯鴬 鷗鴎 麴麹 麪麺 頰頬 頸頚 諫諌 賤賎 軀躯 撹攪撹 摑掴 搔掻 濤涛 嚙噛
囊嚢 塡填 屢屡 驒騨 檮梼 礪砺 竈竃 靱靭 鰺鯵 剝剥 𠮟叱 儘侭 啞唖 攢攅 溉漑 潑溌 瀦潴 焰焔 鹼鹸
`;

const FAMILY_NAME_FORMS = `
髙高 﨑嵜碕㟢崎 嶋嶌島 冨富 𠮷吉 桒桑 栁桺柳 舘館 𣘺槗橋 𡈽圡土 邨村 埜野 峯峰 薗園 桝枡 杤栃 栢柏 枩柗松 杦杉
舩船 塲場 夛多 龝穐秋 靏靍鶴 礒磯 閒間 寗甯寧 壻婿 簑蓑 蘓蘇 觧解 乕虎 夘卯 楳梅 鋪舖舗 冐冒 廻迴廻 剎刹 仝同
`;

/** Variant character -> the form kept in keys; one code point each, no form is itself a variant. */
export const VARIANTS: ReadonlyMap<string, string> = (() => {
  const forms = new Map<string, string>();
  for (const word of `${JOYO_OLD_FORMS}${NAME_OLD_FORMS}${FAMILY_NAME_FORMS}`.split(/\s+/)) {
    const characters = [...word];
    const kept = characters.pop();
    if (kept) for (const variant of characters) if (variant !== kept) forms.set(variant, kept);
  }
  return forms;
})();

/** Corporate forms in short and in full; the short one stands in brackets (after NFKC, which opens ㈱). */
export const CORPORATE_SHORT: Readonly<Record<string, string>> = {
  株: '株式会社',
  有: '有限会社',
  合: '合同会社',
  資: '合資会社',
  名: '合名会社',
  財: '財団法人',
  社: '社団法人',
  医: '医療法人',
  学: '学校法人',
  福: '社会福祉法人',
  宗: '宗教法人',
  独: '独立行政法人',
};

/** Corporate forms as they read in folded keys (kanji and kana), longest first: cut off a name's front or back. */
export const CORPORATE_FORMS: readonly string[] = [
  '特定非営利活動法人',
  '特定医療法人社団',
  '社会医療法人社団',
  '国立大学法人',
  '独立行政法人',
  '社会福祉法人',
  '一般社団法人',
  '一般財団法人',
  '公益社団法人',
  '公益財団法人',
  '医療法人社団',
  '医療法人財団',
  'カブシキガイシヤ',
  'ユウゲンガイシヤ',
  'ゴウドウガイシヤ',
  'ゴウシガイシヤ',
  'ゴウメイガイシヤ',
  ...Object.values(CORPORATE_SHORT).filter((form) => form !== '社会福祉法人' && form !== '独立行政法人'),
];
