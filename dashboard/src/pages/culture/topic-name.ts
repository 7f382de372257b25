/** Bureaucracy patience, for `bureaucracy_patience`. */
export function topicName(topic: string): string {
  const words = topic.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
