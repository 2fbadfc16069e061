"""The files of callflows/: YAML read as typed text, its faults in plain words, its checks, schema and drawing."""
