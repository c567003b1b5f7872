"""Running the stages: artifacts, worker processes, Prefect tasks."""
