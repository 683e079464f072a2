"""A demo cohort: scripted trainees play whole visits, and what they and two educators made of them is stored as theirs would be.

Nothing here is anybody's: words are the scripts', ratings are the machine's own codes with seeded changes, and both say so.
"""
