"""What is personal goes when its time is over: found (`due`), taken out (`purging`), erased elsewhere (`erasing`)."""
