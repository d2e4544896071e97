import { expect, test } from 'vitest';
import { attendanceOf, type Attendance, type Meeting } from '../../src/screens/library/attendance';

interface Case {
  name: string;
  meeting: Meeting;
  expect: Attendance;
}

const files = import.meta.glob<{ cases: Case[] }>('../../../openapi/vectors/attendance/*.json', {
  eager: true,
  import: 'default',
});
const cases = Object.values(files).flatMap((file) => file.cases);

test('every file of vectors is asked', () => {
  expect(
    Object.keys(files)
      .map((path) => path.split('/').at(-1))
      .sort(),
  ).toEqual(['options.json', 'places.json', 'types.json']);
});

test.each(cases.map((each) => [each.name, each] as const))(
  'how a meeting can be attended: %s',
  (_, { meeting, expect: expected }) => {
    expect(attendanceOf(meeting)).toEqual(expected);
  },
);

test('nobody is sent to a closed place', () => {
  for (const { name, meeting } of cases) {
    const { how, place } = attendanceOf({
      ...meeting,
      meeting_types: [...(meeting.meeting_types ?? []), 'TC'],
    });
    expect(['closed', 'none'], name).toContain(place);
    expect(['online', 'closed', 'inactive'], name).toContain(how);
  }
});
