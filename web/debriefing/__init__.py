"""A trainee's debrief: a first reaction, facts, a formulation, the comparison, a reply written again, and what would have been."""
