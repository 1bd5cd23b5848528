"""A page on which a person reads the answers of a class, and gives points."""
