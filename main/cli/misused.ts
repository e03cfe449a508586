// What is said of words that no command takes: one line in both languages, where commander says it in English alone.
import type { CommanderError } from 'commander';

const japanese: Readonly<Record<string, (named: string) => string>> = {
  'commander.missingArgument': (named) => `「${named}」を指定してください`,
  'commander.missingMandatoryOptionValue': (named) => `${named} を指定してください`,
  'commander.optionMissingArgument': (named) => `${named} の値を指定してください`,
  'commander.unknownOption': (named) => `オプション ${named} はありません`,
  'commander.unknownCommand': (named) => `コマンド「${named}」はありません`,
  'commander.excessArguments': (named) => `${named ? `「${named}」に続く` : ''}指定が多すぎます`,
  'commander.invalidArgument': (named) => `${named} の値を確かめてください`,
  'commander.conflictingOption': (named) => `${named} は同時に指定できないものがあります`,
};

export const misused = ({ code, message }: CommanderError): string => {
  const english = message.replace(/^error: /, '').replace(/\s+/g, ' ');
  const said = japanese[code]?.(/'([^']*)'/.exec(message)?.[1] ?? '');
  return said ? `${said} / ${english}` : english;
};
