"""The criteria: who handles what, and when a ticket is handed over. Facts, conditions, triggers, routes and trees."""

from pathlib import Path

STARTER = Path(__file__).with_name("starter.yaml")  # criteria to begin with
