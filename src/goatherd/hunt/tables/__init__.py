"""Hunts over a lake's tables: what every engine that speaks SQL does, whichever it is."""
