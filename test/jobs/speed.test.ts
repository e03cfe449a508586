import { expect, it } from 'vitest';
import { Speedometer } from '../../main/jobs/speed.ts';

const rowBytes = 200;
const size = 1_000_000 * rowBytes;

/** Tells a speedometer every half second how far a job is that does so many rows a second. */
const drive = (speed: Speedometer, from: { second: number; row: number }, seconds: number, rowsPerSecond: number) => {
  let told: ReturnType<Speedometer['at']> = null;
  for (let second = 0; second <= seconds; second += 0.5) {
    const rows = from.row + second * rowsPerSecond;
    told = speed.at(from.second + second, { rows, bytes: rows * rowBytes });
  }
  return told;
};

it('says nothing of an import in its first five seconds', () => {
  const speed = new Speedometer(size);
  expect(drive(speed, { second: 0, row: 200 }, 4.5, 1000)).toBeNull();
  expect(speed.at(5, { rows: 5200, bytes: 5200 * rowBytes })).toEqual({ rowsPerSecond: 1000, secondsLeft: 995 });
});

it('goes by the last twenty seconds, and not by what was slower before', () => {
  const speed = new Speedometer(size);
  drive(speed, { second: 100, row: 0 }, 60, 10);
  const told = drive(speed, { second: 160, row: 600 }, 20, 10_000);
  expect(told).toEqual({ rowsPerSecond: 10_000, secondsLeft: 80 });
});

it('says nothing where nothing goes on', () => {
  const speed = new Speedometer(size);
  drive(speed, { second: 0, row: 0 }, 10, 1000);
  expect(drive(speed, { second: 10, row: 10_000 }, 30, 0)).toBeNull();
});
