/** What every record of one's own can do: be shown to a peer or kept, be deleted for good. */
export const own = {
  who: 'Who can see this',
  change_who: 'Change who can see this',
  share_explain: (peer: string) => `${peer} will see it, and what you add to it later.`,
  hide_explain: (peer: string) =>
    `${peer} will see it no more. Words that were read cannot be unread.`,
  erase: 'Delete for good',
  erase_title: 'Delete this for good?',
  erase_explain:
    'Every word of it goes: from this phone, your other phones and your program. Nobody can bring it back, and you cannot undo it.',
  erase_parts: 'What belongs to it goes too.',
  erase_yes: 'Yes, delete it for good',
  erased: 'It is deleted.',
  let_go: 'Versions you let go',
  take_back: 'Use this one again',
  let_go_explain:
    'They stay here for 90 days. Using one again shows it in place of what is shown now.',
  up: (text: string) => `Move up: ${text}`,
  down: (text: string) => `Move down: ${text}`,
  order: 'Where it stands',
  more: 'Who sees it, delete',
};
