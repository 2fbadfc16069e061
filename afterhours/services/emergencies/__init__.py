"""An emergency: raised, changed, told of."""
