/** What a part of the page shows of the server. */
import { useEffect, useState } from 'preact/hooks';
import { feedOf, watch } from '../data/feed.ts';
import type { Question } from '../data/questions.ts';
import type { Problem } from '../data/server.ts';

export interface Shown<T> {
  readonly answer: T | undefined;
  readonly problem: Problem | undefined;
}

/** @param isVisible whether somebody can see it: else it is not asked for */
export function useFeed<T>(question: Question<T>, isVisible = true): Shown<T> {
  const feed = feedOf(question);
  useEffect(() => (isVisible ? watch(feed) : undefined), [feed, isVisible]);
  return { answer: feed.answer.value, problem: feed.problem.value };
}

/** Whether an element is on the screen, or nearly. */
export function useVisible(element: { readonly current: HTMLElement | null }): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (entries) => setVisible(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: '160px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return isVisible;
}
