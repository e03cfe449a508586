import { TextInput } from '@mantine/core';

type Props = {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly hasFocus?: boolean;
  readonly onChange: (day: string) => void;
};

/** A calendar day in Tokyo, as `YYYY-MM-DD`. */
export const DayInput = ({ label, hint, value, min, max, hasFocus = false, onChange }: Props) => (
  <TextInput
    size="sm"
    type="date"
    label={label}
    description={hint}
    required
    withAsterisk={false}
    min={min}
    max={max}
    data-autofocus={hasFocus || undefined}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
