"""The criteria: who handles what, and when a ticket is handed over. Facts, conditions, triggers, routes and trees."""
