"""The weights of ranking and of excerpts, each with the measurement that justifies it.

Chosen on one half of the questions on policy documents (ncp) and encyclopedia paragraphs (cmrc,
drcd) and confirmed on the other half: the figures are percentages, first half / second half. "R@1"
is the right document in the first place, "visible" an answer in a first excerpt of 200 characters.
The neighbouring values that were tried differ by less than the
halves do.
"""

# --- BM25 itself. ---

# Robertson and Zaragoza (2009), section 3.4, name the usual ranges; these were the best of a grid
# on Chinese policy documents, and near the best on encyclopedia paragraphs.
K1 = 0.9
B = 0.4
# Whole documents differ more in length than passages, and a long one holds something of any
# question: ncp R@1 80.8/85.4 with 0.4, 81.7/85.7 with 0.75; R@5 95.2/95.8 becomes 96.5/96.1.
DOCUMENT_B = 0.75

# --- Ranking documents: BM25 over bigrams of the passage counts 1, the rest relative to it. ---

# Words repeat what bigrams say. ncp R@5 94.6/96.4 with 1, 95.2/96.4 with 0.75.
WORDS = 0.75
# The whole document tells which text is meant, the passage where in it.
# ncp R@1 81.7/85.1 with 1.5, 81.7/85.7 with 2, 81.4/85.4 with 2.5.
DOCUMENT = 2.0
# Adjacent words, over passages: over documents they cost a search and gain nothing.
# ncp R@1 79.8/83.8 without, 80.1/84.4 with 0.5; 1 costs cmrc and drcd a third of a point.
PAIRS = 0.5
# How often more the title counts in its document: as good as a field of its own (ncp R@5
# 95.5/96.8 with one, 95.2/96.4 so), and free when a question comes.
TITLE_REPEATED = 2

# --- Other words than those of the question, beside its own. ---
# Of 98 questions in people's own words: how often the right excerpt is the first, and one of the
# first three, whatever the judge says of it; even half / odd half. By their own words alone
# 22.7 and 43.2 / 31.8 and 40.9. None of it changes R@1 of ncp and cmrc.

# A word for the same thing (data/same_words.txt), beside 1 for the word itself. With these alone
# 29.5 and 45.5 / 29.5 and 40.9.
SAME = 0.8
# Below this strength (`Searcher.ideal`) words say little, and neighbours are looked for too. With
# those of a cosine of 0.7 and more 31.8 and 45.5 / 34.1 and 47.7, without any 31.8 and 43.2 / 31.8
# and 45.5; with 0.6 29.5 and 43.2 / 34.1 and 47.7, at three times the size.
WEAK = 0.3
# What is near a word counts this share of it where sentences are compared.
NEAR_READ = 0.6
# OTHER_DOCUMENT where words say little: 29.5 and 45.5 / 34.1 and 43.2 with 15, 31.8 and 40.9 / 40.9
# and 47.7 with 4.
OTHER_DOCUMENT_WIDE = 4.0

# --- What a document gains when it is read closely, as shares of the best document's score. ---
# Fitted together to the likelihood of the documents that hold the answer: ncp R@1 83.6/83.8, cmrc
# 98.4/99.2, drcd 95.8/95.9, and in the first document of ncp, whichever it is, stands an answer for
# 94.1/93.7. Fitted on one half and tried on the other, of 700 each: R@1 ncp 83.4, cmrc 98.9, drcd
# 95.3.

# A document is read closely if it scores this share of the best: the rest hardly ever come first.
# With 0.6 it is 3.5 documents a question on ncp and 1.4 on cmrc, with the same R@1.
WITHIN = 0.6
# What one sentence holds of the question.
CLOSEST_SENTENCE = 0.4
# What stands of its characters close together, whatever words they are in: what is said in other
# words shares characters. Of 620 and 700 each, R@1 of ncp, cmrc, drcd is 83.9, 98.7, 95.0 with the
# best weights without it, 83.7, 98.9, 95.3 with it, in 200 characters 84.0, 98.9, 95.3; in the
# first document of ncp stands an answer for 93.5, 93.9 and 93.5.
CHARACTERS = 0.6
CLOSE_CHARACTERS = 100
# The words of the question in the same order without a gap.
RUNS = 1.0
# What the first characters of the text hold of the question: they say what it is about.
HEAD = 0.6
HEAD_CHARACTERS = 10
# All places, numbers and Latin words of the question: the same rule from another province is no
# answer.
NAMES = 0.3

# --- What a term of the question weighs when sentences are compared: idf times these. ---

# A term of the title, or of the first words of the text where the title is seldom told apart,
# says what the document is about, not where in it the answer is.
# cmrc visible 89.4/88.6 without, 91.9/92.5 with 0.3; ncp 68.3/65.3 becomes 69.6/68.2.
SUBJECT = 0.3
LEAD_CHARACTERS = 20
# The words beside the question word say what is asked for: in 口岸的过货量是多少 it is 过货量.
# The weight falls from 1 to this with distance. ncp visible 68.3/67.5 without, 69.6/68.2 with;
# drcd 93.2/93.3 becomes 93.5/92.3.
FAR = 0.3
NEAR_CHARACTERS = 8.0

# --- What a sentence scores: exp of the sum of these is its share in the answer. ---

# All terms of the question, per unit: words, bigrams and characters count a third each. Lone
# characters bridge 食物 and 吃食: cmrc visible 90.9/90.7 without them, 91.9/92.5 with.
COVERAGE = 5.4
# The same for the sentence or heading before: ncp visible 70.2/69.2 becomes 71.5/69.5, drcd
# 94.0/94.2 becomes 94.0/93.7.
BEFORE = 2.0
# An answer of the kind that is asked for: ncp visible 71.8/71.4 becomes 72.8/70.5, cmrc 91.6/92.3
# becomes 92.3/92.4.
SHAPE = 1.4
# The first sentence and the first three define: cmrc visible 90.4/90.5 becomes 92.1/92.4,
# ncp 71.8/71.1 becomes 70.8/70.1.
FIRST = 0.9
FIRST_THREE = 0.65
# Metadata answers only what is asked of it: without, titles and bylines become excerpts.
METADATA = -1.6
# Metadata that is asked for: 作者是谁 has no word in common with 文:某某委员会.
FACT = 5.0
# It states the provision that is sought (`structure.provisions`), in its form. Of 91 definitions in
# laws, asked for in three ways, first: 53 to 64 without, 98 to 100 with; when laws take effect 89
# and 98, 97 and 99. Where documents as a whole gain for it too, nothing changes.
STATED = 5.0
# A sentence of 200 characters holds more words by length alone.
LENGTH = -1.8

# --- What an excerpt scores. ---

# Twice the log of its sentences' shares: 1 and 4 in place of 2 are as good on average, the first
# better for short answers, the second for long ones.
SENTENCES = 2.0
# All terms of the question in the excerpt: ncp visible 69.6/68.2 becomes 70.8/70.1.
TOGETHER = 6.2
# The score of the passage it begins in, relative to the document's best: ncp 70.8/70.1 becomes
# 71.8/70.8.
PASSAGE = 1.2
# How much lower the excerpts of a document stand that scores 0, next to those of the best one.
# Visible in one of three excerpts: ncp 76.9/77.3 with 3, 79.5/80.5 with 15, 78.8/79.5 with 40.
OTHER_DOCUMENT = 15.0
# The same where much is asked for: scores scatter more there. ncp visible 74.2/74.5 with 15,
# 74.8/75.5 with 25 and 30; for every question it would cost 0.5 on drcd.
OTHER_DOCUMENT_MUCH = 30.0
# An excerpt that falls this far behind the first, as a log of odds, is not offered. Of the three
# excerpts of 250 questions that are answered 2.2 stay on ncp and 1.9 on cmrc, with -8 2.4 and 2.1,
# with -6 2.2 and 1.9; an answer stands in one of them as often each time.
LEAST = -6.5

# --- What an excerpt gains beside that where the answer is likely to be long. ---
# Together: ncp visible 73.2/70.3 without, 74.8/75.5 with, cmrc 94.1/91.9 becomes 93.7/91.3, drcd
# 94.5/94.8 becomes 94.8/94.5; for every question, cmrc and drcd lose 1.5. "In it": in the right
# document alone, ncp, without one of them.

# How far into it, as a share of its budget, the sentence begins that holds most of the question:
# the nearer, the more of what follows fits in. In it 81.1/77.6 without, 81.1/80.9 with.
LATE = -3.0
# It begins with the mark of an item. In it 80.1/80.3 without, 81.1/80.9 with.
ITEM = 2.5
# All terms of the question in it, its headings or the sentence before. In it 80.1/79.6 without,
# 80.5/80.3 with the headings, 81.1/80.9 with both.
HEADED = 10.0
# In documents of more sentences than this an answer of no other kind counts as long too: of
# people's own questions 75.7/71.9 are answered first without, 77.5/71.1 with.
LONG = 30
# A list that the question asks for, where all of the question stands in what announces it. Of real
# lists in ncp, asked for in the words that announce them, so many are shown from there on when
# their document is found: 42.9/51.0 without, 70.6/89.3 with 1, 71.0/92.3 with 2, 71.4/92.9 with 3.
# Questions of ncp that ask for a list: visible 65.4/65.6 becomes 65.4/66.1; 4.5 cost half a point.
LIST = 2.0
# Rows of a table that answer together, where all of the question stands in them and their header.
# As LIST: no set of real questions has enough tables to tell it from 1 or 3, and with 0 the rows
# come first only where they begin with the best of them.
TABLE = 2.0

# --- What an excerpt gains by the year that it speaks of, beside its evidence. ---

# Times 1 for a year that is asked for, -1 for another (`excerpts.years`).
YEAR = 2.0

# It states all that is asked of the document that is named: more than any words say. Since when 100
# laws are in force, 什么时候生效, first: 95 without, 98 with.
SURE = 10.0

# --- Which sentence of an excerpt is marked as the answer. What it holds of the question, a term
# counting ln((n + 2) / (m + 1)) where m of the n sentences have it, is 1 at most. ---

# "Marked": what is marked holds the whole answer, of all questions; of even / odd lines. With the
# runs that `excerpts.marking` makes: ncp 57.4/62.6, cmrc 87.5/87.9, drcd 90.1/88.3, and 1.6, 1.3
# and 1.3 sentences are marked, 92, 61 and 62 characters. The best sentence alone: ncp 49.0/54.8,
# cmrc 86.0/86.0, drcd 87.3/84.8; without the logarithm 49.4/54.5, 84.5/84.7, 85.3/84.7; the one
# with most highlighted characters 48.4/51.9, 66.9/72.0, 79.7/79.7.

# An answer of the kind that is asked for: the best sentence alone cmrc 85.7/85.7 without.
OF_KIND = 0.6
# It states the provision that is sought: more than all words together. Of 91 definitions one is
# marked wrong with OF_KIND.
STATES = 1.5
# Sentences beside the best that score at most so much less are marked with it. With 0.27: cmrc
# loses 0.1/0 and drcd 0.1/0.5; with 0.55 both gain 0.5/0.2 and a twentieth more is marked.
ALIKE = 0.35
# So many characters are marked at most where it is more than one sentence.
RUN = 120

# --- What a document gains that is as the question would rather have it, as shares likewise. ---

# A preference is no more than that: the best answer without it is always offered, whatever these
# are. The source, ncp R@1: 83.3/83.8 without, 83.6/84.4 with 0.03 to 0.1, 82.3/83.5 with 0.2; from
# 0.05 on drcd loses a question. A title or number names one document, so it counts more.
PREFERRED = {
    "dates": 0.03,
    "source": 0.03,
    "title": 0.3,
    "number": 0.3,
    "phrase": 0.03,
}
