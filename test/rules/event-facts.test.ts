import { describe, expect, it } from 'vitest';
import { jsonText } from '../../main/print/holding-facts.ts';
import { type CodedFact, factWords } from '../../main/rules/event-facts.ts';
import en from '../../renderer/locales/en.json' with { type: 'json' };
import ja from '../../renderer/locales/ja.json' with { type: 'json' };

const wordsIn =
  (words: unknown) =>
  (path: string): string | null => {
    const found = path.split('.').reduce<unknown>((at, step) => Reflect.get(Object(at), step), words);
    return typeof found === 'string' ? found : null;
  };

describe('a fact of an event', () => {
  it.each<[CodedFact, string, string[], string[]]>([
    ['reason', 'typing-mistake', [ja.unlockReason['typing-mistake']], [en.unlockReason['typing-mistake']]],
    ['reason', 'answered', [ja.mailReason.answered], [en.mailReason.answered]],
    ['reason', 'no-connection', [ja.mailReason['no-connection']], [en.mailReason['no-connection']]],
    ['state', 'refused', [ja.mailState.refused], [en.mailState.refused]],
    ['returnReason', 'refused', [ja.returnReason.refused], [en.returnReason.refused]],
    ['act', 'account.changeMail', [ja.approvalAct.account.changeMail], [en.approvalAct.account.changeMail]],
    ['fields', 'name address', [ja.importField.name, ja.importField.address], [en.importField.name, 'Address']],
    ['joined', 'gone', [ja.eventFact.joined.gone], [en.eventFact.joined.gone]],
    ['report', 'final', [ja.incidentReport.final], [en.incidentReport.final]],
  ])('%s %s is said in its own words', (name, code, inJapanese, inEnglish) => {
    expect(factWords(name, code, wordsIn(ja))).toEqual(inJapanese);
    expect(factWords(name, code, wordsIn(en))).toEqual(inEnglish);
    expect(jsonText(JSON.stringify({ [name]: code }))).toContain(inJapanese.join('、'));
  });

  it.each<[CodedFact, string]>([
    ['reason', '5.1.1'],
    ['reason', '550'],
    ['field', 'something-new'],
    ['factor', 'something-new'],
    ['cause', 'something-new'],
    ['returnReason', 'something-new'],
    ['outcome', 'something-new'],
    ['act', 'account'],
  ])('%s %s has no word, and is never said in that of another code', (name, code) => {
    expect(factWords(name, code, wordsIn(ja))).toEqual([code]);
    expect(jsonText(JSON.stringify({ [name]: code }))).toMatch(new RegExp(`：${code}$`));
  });
});
