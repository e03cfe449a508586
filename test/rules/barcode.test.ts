import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressNumber, type Barcode, customerBarcode, encodeBarcode } from '../../main/rules/barcode.ts';
import { splitAtTown } from '../../main/rules/town-split.ts';

const barcodeOf = (postcode: string, address: string): Barcode => {
  const barcode = customerBarcode(postcode.replace('-', ''), address);
  if ('fault' in barcode) throw new Error(`${address}: ${barcode.fault}`);
  return barcode;
};
const faultOf = (postcode: string, address: string): string => {
  const barcode = customerBarcode(postcode, address);
  return 'fault' in barcode ? barcode.fault : barcode.code;
};
const checkValue = (character: string): number =>
  character === '-' ? 10 : character.startsWith('CC') ? 10 + Number(character[2]) : Number(character);

describe('the examples that the manual publishes (p17, p19, p20, p25)', () => {
  it.each([
    ['263-0023', '千葉市稲毛区緑町3丁目30-8　郵便ビル403号', '26300233-30-8-403', '5'],
    ['014-0113', '秋田県大仙市堀見内　南田茂木　添60-1', '014011360-1', 'CC8'],
    ['110-0016', '東京都台東区台東5-6-3　ABCビル10F', '11000165-6-3-10', '9'],
    ['060-0906', '北海道札幌市東区北六条東4丁目　郵便センター6号館', '06009064-6', '9'],
    ['065-0006', '北海道札幌市東区北六条東8丁目　郵便センター10号館', '06500068-10', '9'],
    ['407-0033', '山梨県韮崎市龍岡町下條南割　韮崎400', '4070033400', '-'],
    ['273-0102', '千葉県鎌ケ谷市右京塚　東3丁目-20-5　郵便・A&bコーポB604号', '27301023-20-5B604', '0'],
    ['198-0036', '東京都青梅市河辺町十一丁目六番地一号　郵便タワー601', '198003611-6-1-601', 'CC8'],
    ['027-0203', '岩手県宮古市大字津軽石第二十一地割大淵川480', '027020321-480', 'CC5'],
    ['590-0016', '大阪府堺市堺区中田出井町四丁六番十九号', '59000164-6-19', 'CC2'],
    ['080-0831', '北海道帯広市稲田町南七線　西28', '08008317-28', 'CC7'],
    ['317-0055', '茨城県日立市宮田町6丁目7-14　ABCビル2F', '31700556-7-14-2', 'CC1'],
    ['650-0046', '神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号', '65000469-7-6A1-1', '5'],
    ['623-0011', '京都府綾部市青野町綾部6-7　LプラザB106', '62300116-7LB106', '4'],
    ['064-0804', '札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501', '064080429-1524-23-2-', '3'],
    ['910-0067', '福井県福井市新田塚3丁目80-25　J1ビル2-B', '91000673-80-25J1-2B', '9'],
    ['100-0013', '東京都千代田区霞が関1丁目3番2号　郵便プラザ503室', '10000131-3-2-503', '9'],
  ])('%s %s', (postcode, address, code, check) => {
    const barcode = barcodeOf(postcode, address);
    expect({ code: barcode.code, check: barcode.check }).toEqual({ code, check });
  });

  it('gives the bars of the last, three a character between start and stop', () => {
    const groups =
      'FD FFT FTT FTT FTT FTT FFT DFA FFT TFT DFA TFT FDA TFT FTF FTT DFA TDA TDA TDA TDA TFF DF'.replaceAll(' ', '');
    expect(barcodeOf('100-0013', '千代田区霞が関1丁目3番2号 郵便プラザ503室').bars).toBe(groups);
  });

  it('leaves the control code alone of a letter that falls on the last place', () => {
    const { characters } = barcodeOf('910-0067', '福井市新田塚3丁目80-25　J1ビル2-B');
    expect(characters.slice(7)).toEqual(['3', '-', '8', '0', '-', '2', '5', 'CC1', '9', '1', '-', '2', 'CC1']);
  });
});

describe('what is taken from part B', () => {
  it.each([
    ['３丁目３０－８', '3-30-8'],
    ['三番町ビル', '3'],
    ['1丁目2番地の3', '1-2-3'],
    ['二の五', '2'],
    ['ハイツⅡ 203', '203'],
    ['8階', '8'],
    ['1-2 10F-3', '1-2-10-3'],
    ['1-2B1F', '1-2B1'],
    ['F棟3', 'F3'],
    ['5番地ABビルC', '5C'],
    ['A&B', ''],
    ['', ''],
    ['千九百九十九番地', '1999'],
    [`${'九'.repeat(40)}番地1`, '1'],
    ['ﬁß1', '1'],
  ])('%s gives %s', (rest, number) => {
    expect(addressNumber(rest)).toBe(number);
  });
});

describe('an address is split by the postcode master', () => {
  it.each([
    ['1020075', '東京都千代田区三番町5-2', '5-2'],
    ['1020075', '千代田区3番町5-2', '5-2'],
    ['0600906', '札幌市東区北6条東4丁目', '4丁目'],
    ['0270203', '宮古市津軽石第二十一地割480', '第二十一地割480'],
    ['2730102', '千葉県鎌ヶ谷市右京塚3-20', '3-20'],
    ['0800111', '河東郡音更町木野大通東1-2', '1-2'],
    ['0800111', '北海道音更町木野大通東1-2', '1-2'],
    ['1000301', '東京都利島村248', '248'],
    ['6008001', '京都市下京区四条通寺町東入真町52', '52'],
    ['3400811', '埼玉県八潮市二丁目101', '101'],
  ])('%s %s leaves %s', (postcode, address, rest) => {
    expect(splitAtTown(postcode, address)).toEqual({ rest });
  });

  it.each([
    ['0600000', '札幌市中央区北三条西6丁目', 'representative-postcode'],
    ['1008792', '千代田区霞が関1-3-2', 'large-user-postcode'],
    ['9999999', '千代田区霞が関1-3-2', 'postcode-unknown'],
    ['123456', '千代田区霞が関1-3-2', 'postcode-format'],
    ['1000013', '札幌市中央区北三条西6丁目', 'postcode-address'],
    ['1000013', '千代田区丸の内1-1', 'postcode-address'],
    ['1000013', '千代田区架空町1-1', 'town-unknown'],
    ['1000013', '', 'postcode-address'],
    ['1006012', '東京都千代田区霞が関3-2-5 霞が関ビル12階', 'building-postcode'],
    ['6008001', '京都市下京区四条通寺町東入架空町52', 'town-unknown'],
  ])('%s %s has no barcode: %s', (postcode, address, fault) => {
    expect(faultOf(postcode, address)).toBe(fault);
  });
});

describe('any text at all', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(...'0123456789-ABFZaz一二十百千丁目番地号の線・&./ 　ー－ビル棟０Ａ'),
      maxLength: 40,
    }),
  );
  const postcode = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 7 });

  it('makes 67 bars and a sum that 19 divides', () => {
    fc.assert(
      fc.property(postcode, text, (code, rest) => {
        const { bars, characters, check } = encodeBarcode(code, addressNumber(rest));
        expect(bars).toMatch(/^FD[FADT]{63}DF$/);
        expect(characters).toHaveLength(20);
        expect([...characters, check].reduce((sum, character) => sum + checkValue(character), 0) % 19).toBe(0);
        expect(addressNumber(rest)).toMatch(/^(?:[\dA-Z]-?)*$/);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on an address, whatever the postcode', () => {
    fc.assert(
      fc.property(
        fc.oneof(postcode, fc.constantFrom('1000013', '0600906', '6008001', '1000301', '4090142'), text),
        fc.oneof(
          text,
          text.map((more) => `東京都千代田区霞が関${more}`),
        ),
        (code, address) => {
          expect(customerBarcode(code, address)).toBeDefined();
        },
      ),
      { numRuns: 300 },
    );
  });
});
