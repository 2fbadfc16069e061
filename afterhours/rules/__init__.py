"""The rules of the house: pure functions over plain values, standard library only."""
