"""Right answers to 01-start/count-words, of different make: each body is a cell."""


def with_a_loop():
    def count_words(text):
        counts = {}
        for word in text.lower().split():
            counts[word] = counts.get(word, 0) + 1
        return counts

    def most_frequent(text):
        counts = count_words(text)
        return max(counts, key=counts.get)


def with_a_counter():
    from collections import Counter

    def count_words(text):
        return Counter(text.lower().split())

    def most_frequent(text):
        return count_words(text).most_common(1)[0][0]


def with_a_comprehension():
    def count_words(text):
        words = text.lower().split()
        return {word: words.count(word) for word in set(words)}

    def most_frequent(text):
        words = text.lower().split()
        return sorted(words, key=words.count)[-1]
