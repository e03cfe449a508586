// Municipalities that lie wholly on remote islands, where post takes longer (rule 12). Codes of JIS X 0402; the islands
// are those of the Remote Islands Development Act and of the special laws for Ogasawara, Amami and Okinawa. Islands that
// are part of a mainland municipality are left out: the arrival told is a guide.
const islandMunicipalities: ReadonlySet<string> = new Set([
  // 北海道: 奥尻町 礼文町 利尻町 利尻富士町
  ...['01367', '01517', '01518', '01519'],
  // 東京都: 大島町 利島村 新島村 神津島村 三宅村 御蔵島村 八丈町 青ヶ島村 小笠原村
  ...['13361', '13362', '13363', '13364', '13381', '13382', '13401', '13402', '13421'],
  // 新潟県: 佐渡市 粟島浦村; 島根県: 海士町 西ノ島町 知夫村 隠岐の島町
  ...['15224', '15586', '32525', '32526', '32527', '32528'],
  // 長崎県: 対馬市 壱岐市 五島市 小値賀町 新上五島町
  ...['42209', '42210', '42211', '42383', '42411'],
  // 鹿児島県: 西之表市 三島村 十島村 中種子町 南種子町 屋久島町, 奄美
  ...['46213', '46303', '46304', '46501', '46502', '46505', '46222'],
  ...['46523', '46524', '46525', '46527', '46529', '46530', '46531', '46532', '46533', '46534', '46535'],
  // 沖縄県: 石垣市 宮古島市 伊江村 渡嘉敷村 座間味村 粟国村 渡名喜村 南大東村 北大東村 伊平屋村 伊是名村 久米島町 多良間村 竹富町 与那国町
  ...['47207', '47214', '47315', '47353', '47354', '47355', '47356', '47357', '47358', '47359', '47360', '47361'],
  ...['47375', '47381', '47382'],
]);

/** @param municipalityCode a number as accounts keep it, 0 where the postcode master could not place the address */
export const isIsland = (municipalityCode: number): boolean =>
  islandMunicipalities.has(String(municipalityCode).padStart(5, '0'));
