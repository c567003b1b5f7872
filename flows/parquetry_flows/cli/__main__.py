"""`python -m parquetry_flows.cli`."""

from __future__ import annotations

from parquetry_flows.cli.main import main

if __name__ == "__main__":
    main()
