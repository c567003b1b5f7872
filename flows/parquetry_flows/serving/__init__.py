"""Prefect's server, schedules, and what keeps them running."""
