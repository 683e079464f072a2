"""A trainee's road: choosing a case, playing a visit, reading its debrief."""
