"""Rosters: a pure calculator of who is on duty when, and why. Standard library only; asks nobody for the time.

`model` and `rotations` are the roster as data, `reasons` why somebody is on duty. `continuous` numbers turns without a
pause, `rolling` shifts with pauses, `eras` puts people to them; `layers` says what each layer gives, `overrides`
applies what the desk entered. Ask `duty`: on_duty, shifts, gaps, by_people.
"""
