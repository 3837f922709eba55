"""A synthetic County Durham, and the contacts that a year brings its hub. Nobody in it is real."""
