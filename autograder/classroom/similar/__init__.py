"""Answers of a class that are nearer to each other than chance: what a person should read."""
