"""The use cases: the one room that knows the order of the stages and hands them the world."""
