"""毕业能力达成: a programme's ability points, the courses that stand for them, and how far they are reached."""
