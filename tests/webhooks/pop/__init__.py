"""The page behind a screen-pop link."""
