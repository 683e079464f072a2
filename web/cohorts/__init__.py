"""Who learns with whom, what they are asked to play, who may read it, and how long it is kept."""
