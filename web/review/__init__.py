"""An educator's road: the visits of their own cohorts, and each transcript beside what was hidden."""
