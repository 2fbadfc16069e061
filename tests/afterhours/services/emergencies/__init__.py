"""Tests of emergencies beside their paging."""
