/** What was done, for people. */
const ACTIONS: Record<string, string> = {
  'answer.write': 'wrote an answer',
  'answer.edit': 'changed an answer',
  'answer.approve': 'approved an answer',
  'answer.pause': 'paused an answer',
  'answer.publish': 'published an answer',
  'answer.dismiss': 'dismissed an answer',
  'answer.restore': 'took back a version of an answer',
  'answer.confirm': 'said that an answer holds',
  'answer.accept': "accepted a night's proposal",
  'answer.import': 'imported an answer',
  'answer.rename': 'gave an answer another question',
  'answer.erase': 'erased an answer',
  'phrasing.move': 'moved a phrasing',
  'phrasing.detach': 'took a phrasing out',
  'lookup.mark-wrong': 'marked a hit as wrong',
  'mark.take-back': 'took a mark back',
  'night.start': 'started a night',
  'night.stop': 'stopped a night',
  'culture.edit': 'changed a cultural chunk',
  'culture.restore': 'took back a version of a chunk',
};

/** What was done, in words where there are some. */
export function actionInWords(action: string): string {
  return ACTIONS[action] ?? action;
}
