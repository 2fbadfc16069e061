"""What each TwiML verb does to a leg, one file per family, as scripts that wait and fetch through the exchange."""
