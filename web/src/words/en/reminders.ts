export const reminders = {
  for_staff:
    'Your phone is told when someone asks to be contacted. The notice says only “You have a new note”: no names, no topic.',
  title: 'My own reminders',
  intro:
    'Only you set these and only you see them. They look like every other notice, and your quiet hours hold for them too.',
  check_in: 'Remind me to check in',
  check_in_hint: 'Not on a day when you have already checked in.',
  at: 'At',
  days: 'On these days',
  days_hint: 'No day chosen means every day.',
  in_quiet:
    'This is in your quiet hours, so the reminder may not come. You can choose another time.',
  // Monday first, as in notification_settings.reminder_days.
  weekdays: { 0: 'Mon', 1: 'Tue', 2: 'Wed', 3: 'Thu', 4: 'Fri', 5: 'Sat', 6: 'Sun' } as Record<
    string,
    string
  >,
  steps: 'On the day of a step of my goals',
  steps_hint: (time: string) => `At ${time}. Steps that are done are left out.`,
  meetings: 'Half an hour before meetings that I saved',
  meetings_hint: 'Open a meeting in the library and tap the star to save it.',
  plan: 'Read my plan again on',
  plan_hint: (time: string) => `One reminder that day, at ${time}. Leave empty for none.`,
  plan_in: { 30: 'In a month', 90: 'In three months' } as Record<number, string>,
};
